{{/*
What Kubernetes would refuse to change in what is installed, told before anything is touched, with the commands that make
way. Only `helm install` and `helm upgrade` see a cluster: elsewhere `lookup` finds nothing. A JSON list.
*/}}
{{- define "webex-exporter.upgradeProblems" -}}
{{- $problems := list }}
{{- $space := .Release.Namespace }}
{{- if eq .Values.mode "standalone" }}
{{- $kind := "Deployment" }}
{{- $name := include "webex-exporter.fullname" . }}
{{- if include "webex-exporter.isStatefulSet" . }}
{{- $kind = "StatefulSet" }}
{{- $name = include "webex-exporter.statefulSetName" . }}
{{- end }}
{{- $live := lookup "apps/v1" $kind $space $name }}
{{- $labels := include "webex-exporter.selectorLabels" . | fromYaml }}
{{- if and $live (ne (toJson (dig "spec" "selector" "matchLabels" dict $live)) (toJson $labels)) }}
{{- $problems = append $problems (printf "the labels by which %s %s finds its pods cannot be changed, and nameOverride would; nothing was touched. Leave nameOverride as it was, or let its pods go, and upgrade again:\n\n  kubectl --namespace %s delete %s %s\n" $kind $name $space (lower $kind) $name) }}
{{- end }}
{{- end }}
{{- if and .Values.persistence.enabled (eq .Values.mode "standalone") }}
{{- if include "webex-exporter.isStatefulSet" . }}
{{- $name := include "webex-exporter.statefulSetName" . }}
{{- $live := lookup "apps/v1" "StatefulSet" $space $name }}
{{- if $live }}
{{- $claim := (dig "spec" "volumeClaimTemplates" list $live | first) | default dict }}
{{- $changes := include "webex-exporter.claimChanges" (dict "live" $claim "values" .Values.persistence) | fromJsonArray }}
{{- if $changes }}
{{- $problem := printf "the volume claims of StatefulSet %s cannot be changed (%s); nothing was touched. Make way for another one, while its pods run on, and upgrade again:\n\n  kubectl --namespace %s delete statefulset %s --cascade=orphan\n" $name (join ", " $changes) $space $name }}
{{- if $claim }}
{{- $problem = printf "%s\nVolumes that exist stay as they are. Before the upgrade, give each more room (where its class can)\n\n  kubectl --namespace %s patch pvc webex-exporter-state-%s-0 --patch '{\"spec\":{\"resources\":{\"requests\":{\"storage\":\"%s\"}}}}'\n\nor let new ones be made, without the figures and tokens kept in them:\n\n  kubectl --namespace %s delete pvc webex-exporter-state-%s-0 --wait=false\n" $problem $space $name .Values.persistence.size $space $name }}
{{- end }}
{{- $problems = append $problems $problem }}
{{- end }}
{{- end }}
{{- else if not .Values.persistence.existingClaim }}
{{- $name := include "webex-exporter.claimName" . }}
{{- $live := lookup "v1" "PersistentVolumeClaim" $space $name }}
{{- if $live }}
{{- /* A volume may grow; what is left to the cluster's default was filled in by it. */}}
{{- $values := .Values.persistence }}
{{- $asked := dict "size" $values.size "accessModes" $values.accessModes "storageClass" ($values.storageClass | default (dig "spec" "storageClassName" "" $live)) }}
{{- $_ := set $asked "mayGrow" true }}
{{- $changes := include "webex-exporter.claimChanges" (dict "live" $live "values" $asked) | fromJsonArray }}
{{- if $changes }}
{{- $problems = append $problems (printf "the volume claim %s cannot be changed (%s); nothing was touched. Let a new one be made, without the figures and tokens kept in it, and upgrade again:\n\n  kubectl --namespace %s scale deployment %s --replicas=0\n  kubectl --namespace %s delete pvc %s\n" $name (join ", " $changes) $space (include "webex-exporter.fullname" .) $space $name) }}
{{- end }}
{{- end }}
{{- end }}
{{- end }}
{{- toJson $problems }}
{{- end }}

{{/* How a claim differs from what is asked for, in words: (dict "live" {claim} "values" {persistence}), a JSON list. */}}
{{- define "webex-exporter.claimChanges" -}}
{{- $changes := list }}
{{- $live := .live }}
{{- $asked := .values }}
{{- if not $live }}
{{- $changes = append $changes "it has none" }}
{{- else }}
{{- $size := dig "spec" "resources" "requests" "storage" "0" $live }}
{{- $isBytes := include "webex-exporter.bytes" $size | float64 }}
{{- $askedBytes := include "webex-exporter.bytes" $asked.size | float64 }}
{{- if or (gt $isBytes $askedBytes) (and (lt $isBytes $askedBytes) (not (get $asked "mayGrow"))) }}
{{- $changes = append $changes (printf "size from %s to %s" $size $asked.size) }}
{{- end }}
{{- $class := dig "spec" "storageClassName" "" $live }}
{{- if ne $class $asked.storageClass }}
{{- $changes = append $changes (printf "storage class from %s to %s" (default "the default" $class) (default "the default" $asked.storageClass)) }}
{{- end }}
{{- if ne (toJson (dig "spec" "accessModes" list $live)) (toJson $asked.accessModes) }}
{{- $changes = append $changes (printf "access modes to %s" (join ", " $asked.accessModes)) }}
{{- end }}
{{- if hasKey $asked "annotations" }}
{{- if ne (toJson (dig "metadata" "annotations" dict $live)) (toJson $asked.annotations) }}
{{- $changes = append $changes "annotations" }}
{{- end }}
{{- end }}
{{- end }}
{{- toJson $changes }}
{{- end }}

{{/* A quantity as Kubernetes writes it, in bytes. */}}
{{- define "webex-exporter.bytes" -}}
{{- $units := dict "k" 1e3 "M" 1e6 "G" 1e9 "T" 1e12 "P" 1e15 "E" 1e18 "Ki" 1024 "Mi" 1048576 "Gi" 1073741824 "Ti" 1099511627776 "Pi" 1125899906842624 "Ei" 1152921504606846976 }}
{{- $text := toString . }}
{{- mulf (regexFind "^[0-9.]+" $text | float64) (get $units (regexFind "[A-Za-z]+$" $text) | default 1 | float64) }}
{{- end }}
