"""Figures on conversations, and whom to call back."""
