package web

import (
	"errors"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"dossier/internal/crm"
	"dossier/internal/page"
	"dossier/internal/register"
	"dossier/internal/store"
)

// remarkRoutes are the comments on the records of a register, and the place
// where files are brought to them.
func (s *Server) remarkRoutes(r *register.Register) {
	one := "/" + r.Path + "/{id}"
	s.add("GET", one+"/comments", FragmentKind, (*call).moreComments, of(r, register.See))
	s.add("POST", one+"/comments", FormKind, (*call).comment, of(r, register.See))
	s.add("POST", one+"/files", FileKind, (*call).bring, of(r, register.See), large(largestFile+usualBody))
}

// commentsShown is how many remarks a card shows at once.
const commentsShown = 30

// comments are the talk about a record, the latest first.
func (c *call) comments(tx *store.Tx, k *cardOf, problem string) (*page.Comments, error) {
	return c.commentsBefore(tx, k, 0, problem)
}

func (c *call) commentsBefore(tx *store.Tx, k *cardOf, shown int, problem string) (*page.Comments, error) {
	ctx, of := c.r.Context(), tx.Schema().This(crm.Comments.Register)
	most := shown + commentsShown
	list, err := register.Select(ctx, tx, crm.Comments, register.Query{
		Filter: k.about(of), Sort: []register.Sort{{Field: "id", Down: true}}, Limit: most + 1, Whole: true,
	})
	if err != nil {
		return nil, err
	}
	v := &page.Comments{Problem: problem, Key: newKey()}
	if register.May(c.actor, of, register.Create) {
		v.Action = k.address() + "/comments"
		v.DraftURL = "/drafts" + k.address() + "?tab=comments"
		if v.Typed, err = c.typedComment(tx, k); err != nil {
			return nil, err
		}
	}
	if problem != "" {
		v.Typed = c.r.PostForm.Get("text")
	}
	if len(list) > most {
		list = list[:most]
		v.More = k.address() + "/comments?shown=" + strconv.Itoa(most)
	}
	recs := recordsOf(list)
	n, err := namesOf(ctx, tx, recs, []*register.Field{of.Field("author"), of.Field("mentions")})
	if err != nil {
		return nil, err
	}
	for _, one := range list {
		v.List = append(v.List, c.commentView(n, of, one))
	}
	return v, nil
}

// typedComment is a remark that was begun and not sent.
func (c *call) typedComment(tx *store.Tx, k *cardOf) (string, error) {
	key := strings.TrimPrefix(k.address(), "/") + "?tab=comments"
	body, _, err := tx.Draft(c.r.Context(), c.actor.User(), key)
	if errors.Is(err, register.ErrNotFound) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	return draftText(body, "text"), nil
}

func (c *call) commentView(n names, of *register.Register, one *crm.Comment) page.Comment {
	v := page.Comment{
		ID: strconv.FormatInt(one.ID, 10), Who: n.face(c.p, register.ID(one.Author)),
		Time: c.p.MomentWords(one.CreatedAt, c.now), Moment: one.CreatedAt.Format(time.RFC3339),
		Text: c.runs(n, one),
	}
	if !one.EditedAt.IsZero() {
		v.Edited = c.p.Moment(one.EditedAt)
	}
	at := address(of, one.ID)
	mine := register.ID(one.Author) == c.actor.User()
	if until := one.CreatedAt.Add(crm.EditTime); mine && c.now.Before(until) && register.May(c.actor, of, register.Edit) {
		v.Edit = at + "/edit?field=text"
		v.EditUntil = c.p.Text("card.comment_until", "time", c.p.Time(until))
	}
	if register.Always(c.actor.Rows(of, register.Delete)) || mine && register.May(c.actor, of, register.Delete) {
		v.Delete = at + "/delete"
	}
	return v
}

// links and mentions in a remark.
var inComment = regexp.MustCompile(`https?://[^\s<>"«»]+|@[\p{L}][\p{L}\p{M}ʼ’'-]*`)

// runs cuts a remark into plain text, links, and the people it mentions.
func (c *call) runs(n names, one *crm.Comment) []page.Words {
	var out []page.Words
	rest := one.Text
	for rest != "" {
		at := inComment.FindStringIndex(rest)
		if at == nil {
			break
		}
		word := strings.TrimRight(rest[at[0]:at[1]], ".,;:!?)")
		run := page.Words{Text: word, Href: word}
		if strings.HasPrefix(word, "@") {
			run = mentionRun(n, one, word)
		}
		if at[0] > 0 {
			out = append(out, page.Words{Text: rest[:at[0]]})
		}
		out = append(out, run)
		rest = rest[at[0]+len(word):]
	}
	if rest != "" {
		out = append(out, page.Words{Text: rest})
	}
	return out
}

func mentionRun(n names, one *crm.Comment, word string) page.Words {
	for _, id := range one.Mentions {
		u, ok := n["user"][register.ID(id)].(*crm.User)
		if ok && strings.EqualFold(u.Surname, strings.TrimPrefix(word, "@")) {
			return page.Words{Text: word, Href: address(crm.Users.Register, u.ID), Mention: true}
		}
	}
	return page.Words{Text: word}
}

// comment adds a remark to a record. Colleagues are mentioned by @surname.
func (c *call) comment() error {
	if err := c.parseForm(); err != nil {
		return err
	}
	var v *page.Comments
	err := c.once(func(tx *store.Tx) (done, error) {
		k, err := c.readCard(tx)
		if err != nil {
			return done{}, err
		}
		text := c.r.PostForm.Get("text")
		one := &crm.Comment{About: register.Link{Register: k.reg.Name, ID: k.id}, Text: text}
		if one.Mentions, err = c.mentioned(tx, text); err != nil {
			return done{}, err
		}
		if err := tx.Save(c.r.Context(), one); err != nil {
			return done{}, err
		}
		address := k.address() + "?tab=comments"
		err = tx.DropDraft(c.r.Context(), c.actor.User(), strings.TrimPrefix(address, "/"))
		return done{To: address, Stay: true}, err
	})
	var refused *register.Problems
	problem := ""
	switch {
	case errors.As(err, &refused):
		problem = c.because(err)
		if i := slices.IndexFunc(refused.List, func(p register.Problem) bool { return p.Field == "text" }); i >= 0 {
			problem = c.p.TextOf(refused.List[i].Key, refused.List[i].Args)
		}
	case err != nil:
		return err
	case !c.background():
		return nil // led back to the card
	}
	status := http.StatusOK
	var whole page.Card
	err = c.read(func(tx *store.Tx) error {
		k, err := c.readCard(tx)
		if err != nil {
			return err
		}
		if problem != "" {
			status = http.StatusUnprocessableEntity
			if !c.background() {
				if whole, err = c.cardView(tx, k); err != nil {
					return err
				}
			}
		}
		v, err = c.comments(tx, k, problem)
		return err
	})
	if err != nil {
		return err
	}
	if c.background() {
		c.render(status, page.CommentsView(c.p, *v))
		return nil
	}
	whole.Sections, whole.Comments = nil, v
	c.render(status, page.CardPage(c.p, c.shell(whole.Title), whole))
	return nil
}

// mentioned are the colleagues that a text names by @surname.
func (c *call) mentioned(tx *store.Tx, text string) (register.Refs[crm.User], error) {
	var out register.Refs[crm.User]
	var surnames []string
	for _, word := range inComment.FindAllString(text, mostMentions) {
		if name, ok := strings.CutPrefix(word, "@"); ok {
			surnames = append(surnames, name)
		}
	}
	if len(surnames) == 0 {
		return nil, nil
	}
	users, err := register.Select(c.r.Context(), tx, crm.Users, register.Query{
		Filter: register.All{register.In(&crm.Users.Row.Surname, surnames...), register.Alive()}, Limit: mostMentions,
	})
	for _, u := range users {
		out = append(out, register.Ref[crm.User](u.ID))
	}
	return out, err
}

// mostMentions is how many colleagues one remark calls.
const mostMentions = 20

// moreComments answers with the talk as far as its reader asked back.
func (c *call) moreComments() error {
	shown, _ := strconv.Atoi(c.r.URL.Query().Get("shown"))
	shown = min(max(shown, 0), 1000)
	var v *page.Comments
	err := c.read(func(tx *store.Tx) error {
		k, err := c.readCard(tx)
		if err != nil {
			return err
		}
		v, err = c.commentsBefore(tx, k, shown, "")
		return err
	})
	if err != nil {
		return err
	}
	if !c.background() {
		return c.goTo("/" + c.register().Path + "/" + c.r.PathValue("id") + "?tab=comments")
	}
	c.render(http.StatusOK, page.CommentsView(c.p, *v))
	return nil
}
