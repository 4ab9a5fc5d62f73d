// Package crds pins where definitions come from that the chart's objects need: controller-gen makes the Prometheus
// operator's from its Go types, and the Gateway API's module carries its own as YAML.
package crds

import (
	_ "github.com/prometheus-operator/prometheus-operator/pkg/apis/monitoring/v1"
	_ "sigs.k8s.io/gateway-api/apis/v1"
)
