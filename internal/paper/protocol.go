package paper

import "dossier/internal/lang"

// Protocol is the printed record of a meeting that was held.
type Protocol struct {
	Number       string
	Title        string
	Facts        Facts      // client, status, time, place
	Participants [][]string // side, name, who he is, whether he was there
	Agenda       [][]string // topic, speaker, minutes
	Goals        string
	Discussion   string
	Agreements   [][]string // what, who, by when, what was made of it
	Tasks        []string
	Next         string
	Signatures   Signatures
}

// Sheet lays the form out. Where nothing was noted there is room to write.
func (v Protocol) Sheet(p *lang.Printer) *Sheet {
	name := p.Text("meeting.protocol_file", "number", v.Number)
	s := &Sheet{Title: name, Note: v.Title, Number: name, Blocks: []Block{v.Facts}}
	add := func(blocks ...Block) { s.Blocks = append(s.Blocks, blocks...) }
	said := func(title, text string) {
		add(Heading{title})
		if text == "" {
			add(Ruled{linesEmpty})
			return
		}
		add(Text{Text: text})
	}
	column := func(key string) Column { return Column{Title: p.Text(key)} }
	add(Heading{p.Text("meeting.participants")}, Table{
		Columns: []Column{column("paper.side"), column("event.guests.name"), column("event.guests.role"), column("meeting.attended_short")},
		Rows:    v.Participants, Empty: p.Text("meeting.nobody"),
	})
	said(p.Text("event.goals"), v.Goals)
	if len(v.Agenda) > 0 {
		minutes := column("event.agenda.minutes")
		minutes.Right = true
		add(Heading{p.Text("event.agenda")}, Table{Columns: []Column{column("event.agenda.topic"), column("event.agenda.speaker"), minutes}, Rows: v.Agenda})
	}
	said(p.Text("event.discussion"), v.Discussion)
	add(Heading{p.Text("event.agreements")})
	if len(v.Agreements) > 0 {
		add(Table{Columns: []Column{column("event.agreements.text"), column("meeting.who"), column("event.agreements.deadline"), column("meeting.became")}, Rows: v.Agreements})
	} else {
		add(Ruled{linesEmpty})
	}
	if len(v.Tasks) > 0 {
		add(Heading{p.Text("paper.tasks")}, Marks(v.Tasks))
	}
	if v.Next != "" {
		said(p.Text("event.next_meeting"), v.Next)
	}
	add(Heading{p.Text("paper.signatures")}, v.Signatures)
	return s
}
