package web_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"os"
	"strconv"
	"strings"
	"testing"

	"dossier/internal/crm"
	"dossier/internal/register"
	"dossier/internal/route"
	"dossier/internal/store"
)

// process makes one, with an empty draft when asked for.
func (w *world) process() *crm.Process {
	w.Helper()
	p := &crm.Process{About: crm.AboutDeals}
	p.Names = register.Names{Uk: "Погодження <знижки>", En: "Approval <of discounts>"}
	w.write(func(tx *store.Tx) error { return tx.Save(w.ctx, p) })
	return p
}

func (w *world) version(id string) *crm.ProcessVersion {
	w.Helper()
	n, err := strconv.ParseInt(id, 10, 64)
	if err != nil {
		w.Fatal(err)
	}
	var v *crm.ProcessVersion
	w.write(func(tx *store.Tx) error {
		v, err = register.Load(w.ctx, tx, crm.ProcessVersions, register.Ref[crm.ProcessVersion](n))
		return err
	})
	return v
}

// keptFile is a file that the store keeps.
func (w *world) keptFile(name string) register.File {
	w.Helper()
	hash, size, err := w.st.PutFile(w.ctx, strings.NewReader("%PDF-1.4"), 1<<20)
	w.must(err)
	return register.File{Hash: hash, Name: name, Type: "application/pdf", Size: size}
}

// brings posts a form with a file, as a browser without JavaScript does.
func (b *browser) brings(path, name string, file []byte) *seen {
	b.Helper()
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	part, err := m.CreateFormFile("file", name)
	b.must(err)
	_, err = part.Write(file)
	b.must(err)
	b.must(m.Close())
	return b.ask(http.MethodPost, path, body.String(), "Content-Type", m.FormDataContentType())
}

func TestAProcessIsDrawnByPlainForms(t *testing.T) {
	onWorld(t, func(w *world) {
		p := w.process()
		b := w.as(w.iryna)
		at := "/processes/" + strconv.FormatInt(p.ID, 10)
		b.get(at + "/draw").is(http.StatusOK).says("A new version of “Approval &lt;of discounts&gt;”")
		b.post(at+"/draw", nil).leadsTo("/process_versions/1/design")
		map1 := "/process_versions/1/design"
		b.get(map1).is(http.StatusOK).says("There is no start", "There is no end", "New step")

		does := func(pairs ...string) *seen { return b.post(map1, said(pairs...)) }
		add := func(kind, name, after string) {
			does("do", "add", "kind", kind, "name", name, "after", after).is(http.StatusSeeOther)
		}
		add("start", "", "")
		add("task", "Check the discount", "s1")
		does("do", "step", "step", "s2", "nodes.1.results", "yes\nno", "nodes.1.norm", "90").leadsTo(map1 + "?step=s2")
		add("won", "Agreed", "s2")
		b.post("/process_versions/1/activate", nil).is(http.StatusUnprocessableEntity).says("the result “no” leads nowhere")
		b.get(map1).is(http.StatusOK).says("the result “no” leads nowhere", "1.5 h", "Check the discount", "yes: to “Agreed”")
		add("lost", "", "s2")
		b.get(map1).is(http.StatusOK).says("can be followed to an end from every step").hides("faults in the map")
		v := w.version("1")
		if len(v.Nodes) != 4 || len(v.Flows) != 3 || v.Flows[2].Result != "no" || v.Nodes[1].Norm != 90 {
			t.Fatalf("drawn is %+v, %+v", v.Nodes, v.Flows)
		}

		// A way is led elsewhere, drawn again, and taken away.
		does("do", "way", "way", "1", "step", "s2", "flows.1.to", "s4").is(http.StatusSeeOther)
		does("do", "join", "from", "s2", "step", "s2", "flows.3.to", "s3", "flows.3.result", "yes").is(http.StatusSeeOther)
		b.get(map1).says("the result “yes” leads more than one way")
		does("do", "cut", "way", "1", "step", "s2").is(http.StatusSeeOther)
		b.get(map1).says("can be followed to an end from every step")
		does("do", "place", "at", "s1,40,50", "at", "s2,200,300").is(http.StatusSeeOther)
		if v = w.version("1"); v.Nodes[1].X != 200 || v.Nodes[1].Y != 300 {
			t.Errorf("the step stands at %d, %d", v.Nodes[1].X, v.Nodes[1].Y)
		}

		// What is wrong is said where it was typed, and nothing typed is lost.
		does("do", "step", "step", "s2", "nodes.1.name", "Kept words", "nodes.1.norm", "much").is(http.StatusUnprocessableEntity).says("Kept words", "much", "field-problem")
		does("do", "join", "from", "s2", "step", "s2", "flows.3.to", "nowhere").is(http.StatusUnprocessableEntity)
		does("do", "add", "kind", "teleport").is(http.StatusUnprocessableEntity)
		does("do", "drop", "step", "nothing").is(http.StatusNotFound)
		does("do", "place", "at", "s1,x,y").is(http.StatusBadRequest)
		does("do", "dance").is(http.StatusBadRequest)
		does("do", "drop", "step", "s2", "version", "0").is(http.StatusConflict)

		// A paper lies with the step that it helps with.
		paper := &crm.Attachment{About: register.Link{Register: "process", ID: p.ID}, File: w.keptFile("rules.pdf")}
		w.write(func(tx *store.Tx) error { return tx.Save(w.ctx, paper) })
		does("do", "paper", "step", "s2", "kind", "regulation", "file", strconv.FormatInt(paper.ID, 10)).is(http.StatusSeeOther)
		b.get(map1+"?step=s2").is(http.StatusOK).says("Regulation", "/attachments/"+strconv.FormatInt(paper.ID, 10))
		does("do", "unpaper", "step", "s2", "paper", "0").is(http.StatusSeeOther)
		b.get(map1 + "?step=s2").hides("/attachments/" + strconv.FormatInt(paper.ID, 10))

		// A seller reads the map and changes nothing.
		anna := w.as(w.anna)
		anna.get(map1 + "?step=s2").is(http.StatusOK).says("Check the discount").hides(`name="do"`)
		anna.post(map1, said("do", "drop", "step", "s2")).is(http.StatusForbidden)
		anna.post(at+"/draw", nil).is(http.StatusForbidden)

		// It goes out as BPMN.
		file := b.get("/process_versions/1/bpmn").is(http.StatusOK)
		m, err := route.ReadBPMN(strings.NewReader(file.body))
		if err != nil || len(m.Nodes) != 4 || m.Name != "Approval <of discounts>" {
			t.Errorf("the file holds %+v, %v", m, err)
		}

		// One that is followed is not drawn any more; its copy is.
		b.post("/process_versions/1/activate", nil).is(http.StatusSeeOther)
		b.get(map1).is(http.StatusOK).says("Check the discount").hides("New step")
		does("do", "drop", "step", "s2").is(http.StatusUnprocessableEntity)
		b.post("/process_versions/1/copy", nil).leadsTo("/process_versions/2")
		b.post("/process_versions/2/design", said("do", "drop", "step", "s2")).is(http.StatusSeeOther)
		b.get("/process_versions/2/design").is(http.StatusOK).says("nothing leads here from the start").hides("Check the discount")
	})
}

func TestAMapOfAnotherModellerBecomesADraft(t *testing.T) {
	onWorld(t, func(w *world) {
		p := w.process()
		b := w.as(w.iryna)
		at := "/processes/" + strconv.FormatInt(p.ID, 10) + "/draw"
		file, err := os.ReadFile("../route/testdata/modeler.bpmn")
		if err != nil {
			t.Fatal(err)
		}
		b.brings(at, "invoice.bpmn", file).leadsTo("/process_versions/1/design")
		b.get("/process_versions/1/design").is(http.StatusOK).says("Review the invoice", "approved", "can be followed to an end")
		b.brings(at, "bad.bpmn", bytes.Replace(file, []byte("bpmn:manualTask"), []byte("bpmn:adHocSubProcess"), 1)).is(http.StatusUnprocessableEntity)
		b.brings(at, "bomb.xml", []byte(`<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>`)).is(http.StatusUnprocessableEntity).says("DOCTYPE")
	})
}
