package main

import (
	"fmt"
	"net"

	"github.com/vishvananda/netlink"
)

// prepareNetwork gives the network namespace that it runs in an address outside of the loopback, such as 10.123.0.1/24:
// the API server and the kubelet refuse others. The default route leads there too, so that everything else is refused
// at once instead of being waited for.
func prepareNetwork(address string) error {
	loopback, err := netlink.LinkByName("lo")
	if err != nil {
		return fmt.Errorf("find the loopback: %w", err)
	}
	if err := netlink.LinkSetUp(loopback); err != nil {
		return fmt.Errorf("start the loopback: %w", err)
	}
	parsed, err := netlink.ParseAddr(address)
	if err != nil {
		return fmt.Errorf("read %q: %w", address, err)
	}
	bridge := &netlink.Bridge{LinkAttrs: netlink.LinkAttrs{Name: "node"}}
	if err := netlink.LinkAdd(bridge); err != nil {
		return fmt.Errorf("make a bridge: %w", err)
	}
	if err := netlink.AddrAdd(bridge, parsed); err != nil {
		return fmt.Errorf("give it %s: %w", address, err)
	}
	if err := netlink.LinkSetUp(bridge); err != nil {
		return fmt.Errorf("start the bridge: %w", err)
	}
	everywhere := &net.IPNet{IP: net.IPv4zero, Mask: net.CIDRMask(0, 32)}
	if err := netlink.RouteAdd(&netlink.Route{LinkIndex: bridge.Index, Dst: everywhere, Gw: parsed.IP}); err != nil {
		return fmt.Errorf("add the default route: %w", err)
	}
	return nil
}
