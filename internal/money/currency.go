package money

import (
	"maps"
	"slices"
	"strings"
)

// Digits is the number of decimals of a currency by ISO 4217: 2 for most, 0 for
// the yen, 3 for the Tunisian dinar. An unknown currency has 2.
func Digits(currency string) int {
	if d, ok := digits[currency]; ok {
		return d
	}
	return 2
}

// Known reports whether an ISO 4217 code names a currency of today, or one that
// old documents still carry, such as the lev.
func Known(currency string) bool {
	_, ok := digits[currency]
	return ok
}

// Currencies lists all known codes in alphabetical order.
func Currencies() []string { return slices.Sorted(maps.Keys(digits)) }

// InUse reports whether a document dated day (YYYY-MM-DD) may be made out in
// the currency: it is known and was not replaced by another by that day.
func InUse(currency, day string) bool {
	if end, replaced := replacedOn[currency]; replaced && day >= end {
		return false
	}
	return Known(currency)
}

// Symbol is the narrow sign of a currency, as written beside a sum: ₴, €, $,
// zł. A currency without a sign of its own gives its code.
func Symbol(currency string) string {
	if s, ok := symbols[currency]; ok {
		return s
	}
	return currency
}

// digits maps every code to its decimals, from the tables of ISO 4217.
var digits = digitsOf(map[int]string{
	0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF",
	2: `AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD
		CAD CDF CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP
		GMD GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR
		LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD
		PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN
		SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VES WST XCD YER ZAR ZMW ZWG`,
	3: "BHD IQD JOD KWD LYD OMR TND",
})

// replacedOn maps a currency to the first day on which it was no longer money.
// The lev: euro in Bulgaria from 1 January 2026.
var replacedOn = map[string]string{"BGN": "2026-01-01", "HRK": "2023-01-01"}

var symbols = map[string]string{
	"AMD": "֏", "AUD": "$", "AZN": "₼", "BAM": "КМ", "BGN": "лв.", "BRL": "R$", "BYN": "Br",
	"CAD": "$", "CNY": "¥", "CZK": "Kč", "DKK": "kr", "EUR": "€", "GBP": "£", "GEL": "₾",
	"HRK": "kn", "HUF": "Ft", "ILS": "₪", "INR": "₹", "ISK": "kr", "JPY": "¥", "KGS": "⃀",
	"KRW": "₩", "KZT": "₸", "MDL": "L", "MKD": "ден.", "MNT": "₮", "NOK": "kr", "PLN": "zł",
	"RON": "lei", "RSD": "дин.", "RUB": "₽", "SEK": "kr", "TRY": "₺", "UAH": "₴", "USD": "$",
	"VND": "₫",
}

func digitsOf(groups map[int]string) map[string]int {
	all := map[string]int{}
	for n, codes := range groups {
		for _, code := range strings.Fields(codes) {
			all[code] = n
		}
	}
	return all
}
