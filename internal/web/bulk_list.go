package web

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"dossier/internal/page"
	"dossier/internal/store"
)

// worksPath lists the changes in bulk that one began.
const worksPath = "/work"

// mostWorks is how many of them are shown at once.
const mostWorks = 50

// worksTab answers the reader's own changes in bulk, the latest first.
func (c *call) worksTab() error {
	before, _ := strconv.ParseInt(c.r.URL.Query().Get("before"), 10, 64)
	list, err := c.store.JobsOf(c.r.Context(), c.actor.User(), bulkJob, before, mostWorks+1)
	if err != nil {
		return err
	}
	var v page.Works
	if len(list) > mostWorks {
		list = list[:mostWorks]
		v.More = withQuery(worksPath, url.Values{"before": {strconv.FormatInt(list[mostWorks-1].ID, 10)}})
	}
	for _, did := range list {
		one, known, err := c.oneWork(did)
		if err != nil {
			return err
		}
		if known {
			v.List = append(v.List, one)
		}
	}
	return c.showProfile(http.StatusOK, worksPath, page.WorksView(c.p, v), page.Profile{Works: &v})
}

// oneWork is a change in bulk in the list of them. It is not known to a reader
// who may not see the list any more.
func (c *call) oneWork(did store.Job) (v page.Work, known bool, err error) {
	var in bulkInput
	if err := json.Unmarshal(did.Input, &in); err != nil {
		return v, false, err
	}
	l, r := c.listAt(in.List)
	if r == nil {
		return v, false, nil
	}
	return page.Work{
		Title: c.workTitle(l, r, in), Href: workAddress(strings.TrimPrefix(did.Key, bulkAbout(""))), State: stateOfJob(did), Progress: c.p.Count(r.Name+".count", int64(in.Total)),
		Time: c.p.MomentWords(did.MadeAt, c.now), Moment: did.MadeAt.UTC().Format(time.RFC3339),
	}, true, nil
}
