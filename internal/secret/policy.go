package secret

import (
	_ "embed"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// The lengths that a password must have, in letters (NIST SP 800-63B-4).
const (
	ShortestAlone    = 15   // when it is the only factor
	ShortestWithCode = 8    // beside a one-time code
	Longest          = 1024 // nobody types more; the limit keeps hashing cheap
)

// Weakness is the message key that says why a password is refused:
// password_not_utf8, password_too_short, password_too_short_with_code,
// password_too_long or password_guessable; it is empty for a good one. words
// are the names that an attacker would try first: those of the user, the
// company and the e-mail. No rule asks for digits or signs.
func Weakness(password string, withCode bool, words ...string) string {
	if !utf8.ValidString(password) {
		return "password_not_utf8"
	}
	length := utf8.RuneCountInString(norm.NFC.String(password))
	switch {
	case length > Longest:
		return "password_too_long"
	case withCode && length < ShortestWithCode:
		return "password_too_short_with_code"
	case !withCode && length < ShortestAlone:
		return "password_too_short"
	case guessable(password, words):
		return "password_guessable"
	}
	return ""
}

// guessable reports a password that is, but for three letters or six signs, made
// of one or two things that everybody tries: common passwords, runs on the
// keyboard or in the alphabet, one sign again and again, years, the words given.
func guessable(password string, words []string) bool {
	own := map[string]bool{"dossier": true, "досье": true, "досьє": true, "досие": true}
	for _, w := range words {
		for part := range strings.FieldsFuncSeq(w, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) }) {
			if p := small(part); utf8.RuneCountInString(p) >= 3 {
				own[p] = true
			}
		}
	}
	text := small(password)
	return coveredBy([]rune(text), own) || coveredBy([]rune(unleet.Replace(text)), own)
}

// small is a password as the list has it: lower case, without spaces.
func small(text string) string {
	return strings.Join(strings.Fields(strings.ToLower(norm.NFKC.String(text))), "")
}

var unleet = strings.NewReplacer("@", "a", "4", "a", "0", "o", "1", "i", "!", "i", "3", "e", "$", "s", "5", "s", "7", "t")

func coveredBy(letters []rune, own map[string]bool) bool {
	pieces, left := map[string]bool{}, 0 // left counts a letter twice, a sign once
	for i := 0; i < len(letters); {
		n := longestPiece(letters[i:], own)
		if n == 0 {
			left++
			if unicode.IsLetter(letters[i]) || unicode.IsNumber(letters[i]) {
				left++
			}
			i++
			continue
		}
		pieces[string(letters[i:i+n])] = true
		i += n
	}
	return left <= 6 && len(pieces) >= 1 && len(pieces) <= 2
}

// longestPiece is the length of the longest thing to be guessed at the
// beginning of letters.
func longestPiece(letters []rune, own map[string]bool) int {
	for n := min(len(letters), longestCommon, 64); n >= 3; n-- {
		piece := string(letters[:n])
		if common[piece] || own[piece] {
			return max(n, runLength(letters))
		}
	}
	if n := runLength(letters); n >= 3 {
		return n
	}
	if len(letters) >= 4 && (letters[0] == '1' && letters[1] == '9' || letters[0] == '2' && letters[1] == '0') &&
		unicode.IsDigit(letters[2]) && unicode.IsDigit(letters[3]) {
		return 4
	}
	return 0
}

// runLength is how far letters go on along a keyboard row, an alphabet or in one
// letter, either way.
func runLength(letters []rune) int {
	longest := 1
	for longest < len(letters) && letters[longest] == letters[0] {
		longest++
	}
	for _, row := range rows {
		for n := max(longest, 3) + 1; n <= len(letters) && strings.Contains(row, string(letters[:n])); n++ {
			longest = n
		}
	}
	return longest
}

// rows are what fingers and memory run along, each also backwards.
var rows = bothWays(
	"1234567890", "01234567890123456789", "abcdefghijklmnopqrstuvwxyz",
	"qwertyuiopasdfghjklzxcvbnm", "qwertzuiop", "azertyuiop", "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
	"q1w2e3r4t5y6u7i8o9p0", "1q2w3e4r5t6y7u8i9o0p", "qazwsxedcrfvtgbyhnujmikolp",
	"абвгґдеєжзиіїйклмнопрстуфхцчшщьюя", "абвгдеёжзийклмнопрстуфхцчшщъыьэюя", "абвгдежзийклмнопрстуфхцчшщъьюя",
	"йцукенгшщзхїфівапролджєячсмитьбю", "йцукенгшщзхъфывапролджэячсмитьбю",
	"уеишщксдзцьяаожгтнвмчюйъэфхпрлб", "явертъуиопшщюасдфгхйклзьцжбнм", "1й2ц3у4к5е6н7г8ш9щ0з", "йфяцычувскам",
)

func bothWays(rows ...string) []string {
	for _, row := range rows {
		letters := []rune(row)
		for i, j := 0, len(letters)-1; i < j; i, j = i+1, j-1 {
			letters[i], letters[j] = letters[j], letters[i]
		}
		rows = append(rows, string(letters))
	}
	return rows
}

//go:embed common_passwords.txt
var commonList string

// common holds the passwords that attackers try first.
var common, longestCommon = readCommon(commonList)

func readCommon(list string) (set map[string]bool, longest int) {
	set = map[string]bool{}
	for line := range strings.Lines(list) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		for word := range strings.FieldsSeq(line) {
			word = small(word)
			set[word] = true
			longest = max(longest, utf8.RuneCountInString(word))
		}
	}
	return set, longest
}
