package crm

import (
	"context"
	"sync"

	"dossier/internal/register"
)

// Staff is everybody who works here with their teams and roles at one moment.
// It never changes; a new one takes its place when a user, team or role does.
type Staff struct {
	schema *register.Schema
	users  map[register.ID]*User
	teams  map[register.ID]*Team
	roles  map[register.ID]*Role
	rights sync.Map // register.ID → *Rights
}

// NewStaff makes a snapshot from rows read whole.
func NewStaff(schema *register.Schema, users []*User, teams []*Team, roles []*Role) *Staff {
	s := &Staff{
		schema: schema, users: make(map[register.ID]*User, len(users)),
		teams: make(map[register.ID]*Team, len(teams)), roles: make(map[register.ID]*Role, len(roles)),
	}
	for _, u := range users {
		s.users[u.ID] = u
	}
	for _, t := range teams {
		s.teams[t.ID] = t
	}
	for _, r := range roles {
		s.roles[r.ID] = r
	}
	return s
}

// ReadStaff reads the snapshot; tx must be the program's.
func ReadStaff(ctx context.Context, tx register.Tx) (*Staff, error) {
	whole := register.Query{Whole: true}
	users, err := register.Select(ctx, tx, Users, whole)
	if err != nil {
		return nil, err
	}
	teams, err := register.Select(ctx, tx, Teams, whole)
	if err != nil {
		return nil, err
	}
	roles, err := register.Select(ctx, tx, Roles, whole)
	if err != nil {
		return nil, err
	}
	return NewStaff(tx.Schema(), users, teams, roles), nil
}

// Rights are what a user may do; nil when there is no such user or he may not
// sign in any more.
func (s *Staff) Rights(user register.ID) *Rights {
	if r, ok := s.rights.Load(user); ok {
		return r.(*Rights)
	}
	u := s.users[user]
	if u == nil || u.Disabled || u.Archived {
		return nil
	}
	r, _ := s.rights.LoadOrStore(user, s.make(u))
	return r.(*Rights)
}

// User is the record of a user, nil when there is none.
func (s *Staff) User(id register.ID) *User { return s.users[id] }

func (s *Staff) make(u *User) *Rights {
	r := &Rights{user: u, schema: s.schema, reach: map[Scope]register.Reach{}}
	for _, id := range u.Roles {
		if role := s.roles[register.ID(id)]; role != nil && !role.Archived {
			r.roles = append(r.roles, role)
		}
	}
	r.powers = newPowers(r.roles)

	mine := s.teamsOf(u)
	shared := withAbove(s.teams, mine)
	own := map[register.ID]bool{u.ID: true}
	for _, other := range s.users {
		if register.ID(other.Deputy) == u.ID {
			own[other.ID] = true
		}
	}
	team, branch := s.within(own, mine, u.ID, false), s.within(own, withBelow(s.teams, mine), u.ID, true)
	for scope, users := range map[Scope]map[register.ID]bool{Own: own, OfTeam: team, Branch: branch} {
		r.reach[scope] = register.Reach{Users: sortedIDs(users), Teams: shared}
	}
	return r
}

// teamsOf are the team a user belongs to and those he heads.
func (s *Staff) teamsOf(u *User) []register.ID {
	set := map[register.ID]bool{}
	if u.Team != 0 {
		set[register.ID(u.Team)] = true
	}
	for _, t := range s.teams {
		if register.ID(t.Head) == u.ID {
			set[t.ID] = true
		}
	}
	return sortedIDs(set)
}

// within are the users of some teams, those who answer to head, with deep
// those who answer to them, and the users of own.
func (s *Staff) within(own map[register.ID]bool, teams []register.ID, head register.ID, deep bool) map[register.ID]bool {
	set := map[register.ID]bool{}
	for id := range own {
		set[id] = true
	}
	in := map[register.ID]bool{}
	for _, t := range teams {
		in[t] = true
	}
	for _, u := range s.users {
		if in[register.ID(u.Team)] {
			set[u.ID] = true
		}
	}
	heads := []register.ID{head}
	asked := map[register.ID]bool{head: true}
	for i := 0; i < len(heads); i++ {
		for _, u := range s.users {
			if register.ID(u.Head) != heads[i] {
				continue
			}
			set[u.ID] = true
			if deep && !asked[u.ID] {
				asked[u.ID] = true
				heads = append(heads, u.ID)
			}
		}
	}
	return set
}
