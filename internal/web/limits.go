package web

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// What one address may take: an office behind one address is well below this.
const (
	requestsPerSecond = 200
	requestsAtOnce    = 600
	connectionsAtOnce = 512
	addressesWatched  = 10_000
)

// pace keeps the rate of each address.
type pace struct {
	mu   sync.Mutex
	seen map[netip.Addr]*rate.Limiter
}

// allow reports whether the address may ask once more. The machine itself may
// always: it would only stand in its own way.
func (p *pace) allow(a netip.Addr, now time.Time) bool {
	if a.IsLoopback() {
		return true
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.seen == nil || len(p.seen) >= addressesWatched {
		p.forgetIdle(now)
	}
	l := p.seen[a]
	if l == nil {
		l = rate.NewLimiter(requestsPerSecond, requestsAtOnce)
		p.seen[a] = l
	}
	return l.AllowN(now, 1)
}

// forgetIdle drops the addresses that have asked for nothing lately, and all
// when nobody is idle: a flood must not fill the memory.
func (p *pace) forgetIdle(now time.Time) {
	kept := map[netip.Addr]*rate.Limiter{}
	for a, l := range p.seen {
		if l.TokensAt(now) < requestsAtOnce {
			kept[a] = l
		}
	}
	if len(kept) >= addressesWatched {
		clear(kept)
	}
	p.seen = kept
}

// limiting refuses the requests of an address that asks too often.
func (s *Server) limiting(next http.Handler) http.Handler {
	refused := s.refusing(http.StatusTooManyRequests, "")
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.pace.allow(s.address(r), time.Now()) {
			next.ServeHTTP(w, r)
			return
		}
		w.Header().Set("Retry-After", "1")
		refused.ServeHTTP(w, r)
	})
}

// address is where a request comes from: the other end of the connection, or
// whom a trusted proxy there speaks for.
func (s *Server) address(r *http.Request) netip.Addr {
	at := readAddress(r.RemoteAddr)
	if !s.trusts(at) {
		return at
	}
	said := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(said) - 1; i >= 0; i-- {
		a := readAddress(strings.TrimSpace(said[i]))
		if !a.IsValid() {
			break
		}
		if at = a; !s.trusts(a) {
			break
		}
	}
	return at
}

func (s *Server) trusts(a netip.Addr) bool {
	for _, p := range s.proxies {
		if p.Contains(a) {
			return true
		}
	}
	return false
}

func readAddress(text string) netip.Addr {
	if at, err := netip.ParseAddrPort(text); err == nil {
		return at.Addr().Unmap()
	}
	a, _ := netip.ParseAddr(text)
	return a.Unmap()
}

// readProxies reads addresses and ranges of addresses.
func readProxies(texts []string) ([]netip.Prefix, error) {
	var out []netip.Prefix
	for _, t := range texts {
		if a, err := netip.ParseAddr(t); err == nil {
			out = append(out, netip.PrefixFrom(a.Unmap(), a.Unmap().BitLen()))
			continue
		}
		p, err := netip.ParsePrefix(t)
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, nil
}

// Limited is a listener that lets one address keep so many connections and no
// more. Those of the machine itself and of proxies are not counted.
func (s *Server) Limited(l net.Listener) net.Listener {
	return &limited{Listener: l, server: s, open: map[netip.Addr]int{}}
}

type limited struct {
	net.Listener
	server *Server
	mu     sync.Mutex
	open   map[netip.Addr]int
}

func (l *limited) Accept() (net.Conn, error) {
	for {
		conn, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		at := readAddress(conn.RemoteAddr().String())
		if at.IsLoopback() || l.server.trusts(at) {
			return conn, nil
		}
		if l.take(at) {
			return &counted{Conn: conn, leave: sync.OnceFunc(func() { l.leave(at) })}, nil
		}
		conn.Close()
	}
}

func (l *limited) take(a netip.Addr) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.open[a] >= connectionsAtOnce {
		return false
	}
	l.open[a]++
	return true
}

func (l *limited) leave(a netip.Addr) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.open[a]--; l.open[a] == 0 {
		delete(l.open, a)
	}
}

type counted struct {
	net.Conn
	leave func()
}

func (c *counted) Close() error {
	c.leave()
	return c.Conn.Close()
}
