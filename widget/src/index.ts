import { ClinicChat } from './element';

if (!customElements.get('clinic-chat')) customElements.define('clinic-chat', ClinicChat);
