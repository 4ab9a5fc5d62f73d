{{/* What the schema cannot say. Every problem is told at once, one line each. */}}
{{- define "webex-exporter.validate" -}}
{{- $problems := list }}
{{- $values := .Values }}
{{- $credentials := .Values.credentials }}
{{- $given := list }}
{{- range list "accessToken" "clientId" "clientSecret" "refreshToken" }}
{{- if get $credentials . }}{{ $given = append $given (printf "credentials.%s" .) }}{{ end }}
{{- end }}
{{- $usable := list "clientId" "clientSecret" "refreshToken" }}
{{- $needed := $usable }}
{{- if include "webex-exporter.canLogin" . }}{{ $needed = list "clientId" "clientSecret" }}{{ end }}
{{- if eq $credentials.method "accessToken" }}{{ $usable = list "accessToken" }}{{ $needed = $usable }}{{ end }}
{{- if .Values.config }}
{{- if or $given $credentials.existingSecret .Values.settings.sites .Values.simulator.enabled }}
{{- $problems = append $problems "config is in place of settings, credentials and simulator: leave settings.sites and credentials empty and simulator.enabled false" }}
{{- end }}
{{- else if .Values.simulator.enabled }}
{{- if or $given $credentials.existingSecret }}
{{- $problems = append $problems "simulator.enabled polls a simulated Webex: credentials are for the real one, leave them empty" }}
{{- end }}
{{- else }}
{{- if not (or .Values.settings.sites .Values.settings.discover) }}
{{- $problems = append $problems "settings.sites is empty: name your Webex sites, e.g. --set 'settings.sites={acme.webex.com}', or try it with --set simulator.enabled=true" }}
{{- end }}
{{- if and $given $credentials.existingSecret }}
{{- $problems = append $problems (printf "credentials.existingSecret and %s exclude each other: use an existing Secret or let the chart create one" (join ", " $given)) }}
{{- else if not $credentials.existingSecret }}
{{- $missing := list }}
{{- range $needed }}
{{- if not (get $credentials .) }}{{ $missing = append $missing (printf "credentials.%s" .) }}{{ end }}
{{- end }}
{{- if $missing }}
{{- $problems = append $problems (printf "credentials.existingSecret is empty: name a Secret that holds the credentials, or set %s for method %s" (join ", " $missing) $credentials.method) }}
{{- end }}
{{- range $given }}
{{- if not (has (trimPrefix "credentials." .) $usable) }}
{{- $problems = append $problems (printf "%s is not used with credentials.method %s" . $credentials.method) }}
{{- end }}
{{- end }}
{{- end }}
{{- end }}
{{- if and .Values.service.nodePort (eq .Values.service.type "ClusterIP") }}
{{- $problems = append $problems "service.nodePort is for service.type NodePort or LoadBalancer" }}
{{- end }}
{{- if and .Values.serviceMonitor.enabled .Values.podMonitor.enabled }}
{{- $problems = append $problems "serviceMonitor.enabled and podMonitor.enabled exclude each other: with both each pod would be scraped twice" }}
{{- end }}
{{- if and (gt (int .Values.shards) 1) .Values.persistence.existingClaim }}
{{- $problems = append $problems "persistence.existingClaim is for one shard: each shard needs a volume of its own, leave it empty" }}
{{- end }}
{{- if and .Values.persistence.existingClaim (not .Values.persistence.enabled) }}
{{- $problems = append $problems "persistence.existingClaim has no effect without persistence.enabled=true" }}
{{- end }}
{{- $web := .Values.web.config }}
{{- if and (or $web.tls $web.auth) (not $web.existingSecret) }}
{{- $problems = append $problems "web.config.tls and web.config.auth describe the file in web.config.existingSecret: name that Secret" }}
{{- end }}
{{- $isLocal := eq (include "webex-exporter.bind" .) "localhost" }}
{{- if and $isLocal (or .Values.serviceMonitor.enabled .Values.podMonitor.enabled) }}
{{- $problems = append $problems "Prometheus cannot reach a page that is bound to localhost: set web.bind to podIP or all for a ServiceMonitor or PodMonitor" }}
{{- end }}
{{- range list "ingress" "httpRoute" }}
{{- if and (get $values .).enabled $isLocal }}
{{- $problems = append $problems (printf "%s.enabled leads to a page that is bound to localhost: set web.bind to podIP or all" .) }}
{{- end }}
{{- end }}
{{- if and .Values.ingress.enabled (not .Values.ingress.hosts) }}
{{- $problems = append $problems "ingress.hosts is empty: name the host of the pages, e.g. --set 'ingress.hosts={webex.example.com}'" }}
{{- end }}
{{- if and .Values.httpRoute.enabled (not .Values.httpRoute.parentRefs) }}
{{- $problems = append $problems "httpRoute.parentRefs is empty: name the Gateway, e.g. --set httpRoute.parentRefs[0].name=gateway" }}
{{- end }}
{{- $named := dict "extraEnv" "name" "extraVolumes" "name" "extraVolumeMounts" "mountPath" }}
{{- range $list, $key := $named }}
{{- $seen := list }}
{{- range get $values $list }}
{{- if has (get . $key) $seen }}
{{- $problems = append $problems (printf "%s has %s twice" $list (get . $key)) }}
{{- end }}
{{- $seen = append $seen (get . $key) }}
{{- end }}
{{- end }}
{{- $seen := list "webex-exporter" "simulator" }}
{{- range concat .Values.extraInitContainers .Values.extraContainers }}
{{- if has .name $seen }}
{{- $problems = append $problems (printf "extraContainers, extraInitContainers: the name %s is taken" .name) }}
{{- end }}
{{- $seen = append $seen .name }}
{{- end }}
{{- if eq .Values.mode "sidecar" }}
{{- if gt (int .Values.shards) 1 }}
{{- $problems = append $problems "shards is for mode standalone: a sidecar polls all its sites" }}
{{- end }}
{{- range list "persistence" "serviceMonitor" "networkPolicy" "podDisruptionBudget" "ingress" "httpRoute" }}
{{- if (get $values .).enabled }}
{{- $problems = append $problems (printf "%s.enabled is for mode standalone: the pod belongs to another chart" .) }}
{{- end }}
{{- end }}
{{- if and .Values.podMonitor.enabled (not .Values.podMonitor.matchLabels) }}
{{- $problems = append $problems "podMonitor.matchLabels is empty: for a sidecar they are the labels of the pod it is in" }}
{{- end }}
{{- end }}
{{- if not $problems }}
{{- $problems = include "webex-exporter.upgradeProblems" . | fromJsonArray }}
{{- end }}
{{- if $problems }}
{{- printf "\n\nwebex-exporter: %s\n" (join "\nwebex-exporter: " $problems) | fail }}
{{- end }}
{{- end }}
