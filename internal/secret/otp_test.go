package secret

import (
	"encoding/xml"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

var rfc = []byte("12345678901234567890")

func TestCodesAreThoseOfRFC6238(t *testing.T) {
	for at, code := range map[int64]string{
		59: "94287082", 1111111109: "07081804", 1111111111: "14050471",
		1234567890: "89005924", 2000000000: "69279037", 20000000000: "65353130",
	} {
		if got := codeAt(rfc, at/codePeriod, 8); got != code {
			t.Errorf("at %d: got %s, want %s", at, got, code)
		}
	}
}

func TestACodeIsGoodForOneStepEitherWay(t *testing.T) {
	now := time.Unix(1111111109, 0) // code 081804
	for minutes, good := range map[time.Duration]bool{-60: false, -30: true, 0: true, 30: true, 60: false} {
		step, ok := CheckCode(rfc, "081 804", now.Add(minutes*time.Second), 0)
		if ok != good || ok && step != 1111111109/codePeriod {
			t.Errorf("%v later: %d, %v", minutes*time.Second, step, ok)
		}
	}
	for _, code := range []string{"", "081805", "07081804", "81804", "081804x"} {
		if _, ok := CheckCode(rfc, code, now, 0); ok {
			t.Errorf("%q was taken", code)
		}
	}
}

func TestACodeIsTakenOnce(t *testing.T) {
	now := time.Unix(1111111109, 0)
	step, ok := CheckCode(rfc, "081804", now, 0)
	if !ok {
		t.Fatal("the first use was refused")
	}
	if _, ok := CheckCode(rfc, "081804", now, step); ok {
		t.Error("the second use was taken")
	}
	if _, ok := CheckCode(rfc, codeAt(rfc, step-1, codeDigits), now, step); ok {
		t.Error("an older code was taken after a newer one")
	}
	if _, ok := CheckCode(rfc, codeAt(rfc, step+1, codeDigits), now, step); !ok {
		t.Error("the next code was refused")
	}
}

func TestTheApplicationIsToldIssuerAndAccount(t *testing.T) {
	u, err := url.Parse(CodeURI(rfc, "Зоря & Ко", "olena+crm@zorya.ua"))
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	if u.Scheme != "otpauth" || u.Host != "totp" || u.Path != "/Зоря & Ко:olena+crm@zorya.ua" ||
		q.Get("issuer") != "Зоря & Ко" || q.Get("secret") != "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ" {
		t.Errorf("got %s", u)
	}
	if got := CodeSecretText(rfc); got != "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ" {
		t.Errorf("to type: %s", got)
	}
	if one, two := NewCodeSecret(), NewCodeSecret(); len(one) != 20 || string(one) == string(two) {
		t.Error("secrets are short or alike")
	}
}

func TestQRIsAPictureWithItsThreeCorners(t *testing.T) {
	svg, err := QR(CodeURI(rfc, "Dossier", "olena@zorya.ua"), `Код "для" <застосунку>`)
	if err != nil {
		t.Fatal(err)
	}
	var picture struct {
		ViewBox string `xml:"viewBox,attr"`
		Label   string `xml:"aria-label,attr"`
		Paths   []struct {
			D string `xml:"d,attr"`
		} `xml:"path"`
	}
	if err := xml.Unmarshal([]byte(svg), &picture); err != nil || picture.Label != `Код "для" <застосунку>` || len(picture.Paths) != 2 {
		t.Fatalf("%v in %s", err, svg)
	}
	size, err := strconv.Atoi(strings.Fields(picture.ViewBox)[2])
	if err != nil {
		t.Fatal(err)
	}
	black := map[[2]int]bool{}
	for _, m := range regexp.MustCompile(`M(\d+) (\d+)h(\d+)v1h-(\d+)z`).FindAllStringSubmatch(picture.Paths[1].D, -1) {
		x, _ := strconv.Atoi(m[1])
		y, _ := strconv.Atoi(m[2])
		n, _ := strconv.Atoi(m[3])
		for i := range n {
			black[[2]int{x + i, y}] = true
		}
	}
	// A finder pattern is a black frame, a white one and a black square of three.
	for _, corner := range [][2]int{{4, 4}, {size - 11, 4}, {4, size - 11}} {
		for y := range 7 {
			for x := range 7 {
				ring := max(abs(x-3), abs(y-3))
				if black[[2]int{corner[0] + x, corner[1] + y}] != (ring != 2) {
					t.Fatalf("corner %v differs at %d, %d", corner, x, y)
				}
			}
		}
	}
	if _, err := QR(strings.Repeat("x", 5000), ""); err == nil {
		t.Error("a book was drawn")
	}
}

func abs(n int) int { return max(n, -n) }
