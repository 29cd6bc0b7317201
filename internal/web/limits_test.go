package web

import (
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"
)

func TestAnAddressThatAsksTooOftenMustWait(t *testing.T) {
	var p pace
	now := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	one, other, home := netip.MustParseAddr("203.0.113.7"), netip.MustParseAddr("2001:db8::1"), netip.MustParseAddr("127.0.0.1")
	asked := func(a netip.Addr, times int) (allowed int) {
		for range times {
			if p.allow(a, now) {
				allowed++
			}
		}
		return allowed
	}
	if got := asked(one, requestsAtOnce+50); got != requestsAtOnce {
		t.Errorf("%d requests at once were let through", got)
	}
	if got := asked(other, 10); got != 10 {
		t.Errorf("another address pays for it: %d", got)
	}
	if got := asked(home, 5000); got != 5000 {
		t.Errorf("the machine itself was held up: %d", got)
	}
	now = now.Add(time.Second)
	if got := asked(one, 2*requestsPerSecond); got != requestsPerSecond {
		t.Errorf("%d requests in the next second", got)
	}
}

func TestAFloodOfAddressesDoesNotFillTheMemory(t *testing.T) {
	var p pace
	now := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	a := netip.MustParseAddr("10.0.0.1")
	for range 3 * addressesWatched {
		p.allow(a, now)
		a = a.Next()
	}
	if len(p.seen) > addressesWatched {
		t.Errorf("%d addresses are kept", len(p.seen))
	}
}

func TestOnlyProxiesSpeakForOthers(t *testing.T) {
	proxies, err := readProxies([]string{"10.0.0.0/8", "::1"})
	if err != nil {
		t.Fatal(err)
	}
	s := &Server{proxies: proxies}
	for _, c := range []struct{ from, said, want string }{
		{"203.0.113.7:1", "1.2.3.4", "203.0.113.7"},
		{"10.1.1.1:1", "1.2.3.4", "1.2.3.4"},
		{"10.1.1.1:1", "6.6.6.6, 1.2.3.4, 10.2.2.2", "1.2.3.4"},
		{"10.1.1.1:1", "", "10.1.1.1"},
		{"10.1.1.1:1", "nonsense", "10.1.1.1"},
		{"[::1]:1", "::ffff:1.2.3.4", "1.2.3.4"},
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr = c.from
		r.Header.Set("X-Forwarded-For", c.said)
		if got := s.address(r).String(); got != c.want {
			t.Errorf("%s saying %q is %s, wanted %s", c.from, c.said, got, c.want)
		}
	}
	if _, err := readProxies([]string{"the proxy"}); err == nil {
		t.Error("nonsense was read as a proxy")
	}
}

// crowd is a listener whose connections come from an address.
type crowd struct {
	net.Listener
	from string
}

type caller struct {
	net.Conn
	from   string
	closed *bool
}

func (c caller) RemoteAddr() net.Addr {
	return net.TCPAddrFromAddrPort(netip.MustParseAddrPort(c.from))
}
func (c caller) Close() error { *c.closed = true; return nil }

func (l *crowd) Accept() (net.Conn, error) {
	if l.from == "" {
		return nil, net.ErrClosed
	}
	closed := false
	conn := caller{from: l.from, closed: &closed}
	return conn, nil
}

func TestAnAddressHasSoManyConnectionsAndNoMore(t *testing.T) {
	l := (&Server{}).Limited(&crowd{from: "203.0.113.7:1"}).(*limited)
	var first net.Conn
	for i := range connectionsAtOnce {
		conn, err := l.Accept()
		if err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			first = conn
		}
	}
	if l.take(netip.MustParseAddr("203.0.113.7")) {
		t.Fatal("one more was taken")
	}
	first.Close()
	first.Close()
	if !l.take(netip.MustParseAddr("203.0.113.7")) || l.take(netip.MustParseAddr("203.0.113.7")) {
		t.Error("a closed connection does not make room for exactly one")
	}
}

func TestDevicesAreCalledAsPeopleCallThem(t *testing.T) {
	for agent, want := range map[string]string{
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36":                       "Chrome, Windows",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0":         "Edge, Windows",
		"Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0":                                                                "Firefox, Linux",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604": "Safari, iPhone",
		"Mozilla/5.0 (Linux; Android 15; SM-S921B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130 Mobile Safari/537.36":  "Samsung Internet, Android",
		"curl/8.16.0": "curl/8.16.0",
		"":            "",
	} {
		name, phone := deviceName(agent)
		if name != want || phone != (strings.HasSuffix(want, "iPhone") || strings.HasSuffix(want, "Android")) {
			t.Errorf("%s: %q, %v", agent, name, phone)
		}
	}
}
