#!/bin/sh
# Changes model, content or code on one machine without a gap: starts new workers, leads nginx to them, ends the old ones one by one.
#   deploy/replace.sh "5005 5015" "5025 5035"      the ports of the old workers, then those of the new
# Turns under way are finished by the workers that have them. The next time, the two lists change places.
set -eu
if [ $# != 2 ]; then
    echo "usage: deploy/replace.sh \"old ports\" \"new ports\"" >&2
    exit 2
fi
old=$1
new=$2
configuration=${NGINX_CONFIGURATION:-/etc/nginx/nginx.conf}
seconds=${SECONDS_TO_START:-120}

is_ready() { curl --fail --silent --max-time 3 "http://127.0.0.1:$1/health/ready" >/dev/null; }

for port in $new; do
    systemctl start "clinic-assistant@$port"
done
for port in $new; do
    waited=0
    until is_ready "$port"; do
        waited=$((waited + 1))
        if [ "$waited" -gt "$seconds" ]; then
            echo "The worker on port $port is not ready after $seconds seconds; the old ones go on. journalctl -u clinic-assistant@$port" >&2
            systemctl stop $(printf 'clinic-assistant@%s ' $new)
            exit 1
        fi
        sleep 1
    done
done

servers=""
for port in $new; do
    servers="$servers server 127.0.0.1:$port max_fails=1 fail_timeout=2s;"
done
cp "$configuration" "$configuration.before"
# The line after "hash" in the upstream is the list of workers.
sed "/hash \$conversation consistent;/{n;s/.*/       $servers/;}" "$configuration.before" > "$configuration"
if ! nginx -t -q; then
    cp "$configuration.before" "$configuration"
    systemctl stop $(printf 'clinic-assistant@%s ' $new)
    echo "nginx does not take the new list; the old workers go on." >&2
    exit 1
fi
systemctl reload nginx
sleep 2
for port in $old; do
    systemctl stop "clinic-assistant@$port"
done
systemctl enable --quiet $(printf 'clinic-assistant@%s ' $new)
systemctl disable --quiet $(printf 'clinic-assistant@%s ' $old)
echo "The workers on ports $new serve now."
