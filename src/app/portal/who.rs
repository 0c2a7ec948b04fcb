//! Roles and what they may see and do. Every page and every figure of the portal is asked about here first.

use crate::base::id::{CampaignId, PartnerId};
use crate::define::Definitions;
use crate::ledger::Person;
use crate::model::programme::Campaign;

/// The lead unit of staff.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// 人社厅: everything.
    Renshe,
    /// 应急厅: the campaigns that it leads.
    Yingji,
    /// 省社保中心: signs and pays; reads everything.
    Shebao,
}

impl Unit {
    /// All, with name and Chinese word.
    pub const ALL: [(Self, &'static str, &'static str); 3] =
        [(Self::Renshe, "renshe", "人社厅"), (Self::Yingji, "yingji", "应急厅"), (Self::Shebao, "shebao", "省社保中心")];

    /// By its name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|u| u.1 == name).map(|u| u.0)
    }

    /// The Chinese word.
    pub fn zh(self) -> &'static str {
        Self::ALL.iter().find(|u| u.0 == self).map_or("", |u| u.2)
    }
}

/// What somebody is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Role {
    /// 管理员: accounts, and everything that staff do.
    Admin,
    /// 工作人员.
    Staff(Unit),
    /// 合作媒体.
    Partner(PartnerId),
    /// 领导: reads.
    Leader,
    /// 验收专家: reads named campaigns.
    Expert(Vec<CampaignId>),
}

/// Names of roles with their Chinese words.
pub const ROLES: [(&str, &str); 5] =
    [("admin", "管理员"), ("staff", "工作人员"), ("partner", "合作媒体"), ("leader", "领导"), ("expert", "验收专家")];

/// Somebody signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Who {
    /// Number of the account.
    pub id: i64,
    /// Name on pages.
    pub name: String,
    /// What they are.
    pub role: Role,
    /// The password must be changed first.
    pub must_change: bool,
    /// From which address they come, for the log; empty where not over a connection.
    pub address: String,
}

impl Who {
    /// From an account; `None` where its role is not known (a newer program wrote it).
    pub fn of(p: &Person) -> Option<Self> {
        let role = match p.role.as_str() {
            "admin" => Role::Admin,
            "staff" => Role::Staff(Unit::parse(&p.unit)?),
            "partner" => Role::Partner(PartnerId::new(p.partner.as_deref()?)),
            "leader" => Role::Leader,
            "expert" => Role::Expert(p.campaigns.iter().map(|c| CampaignId::new(c)).collect()),
            _ => return None,
        };
        Some(Self { id: p.id, name: p.name.clone(), role, must_change: p.must_change, address: String::new() })
    }

    /// The Chinese word for the role.
    pub fn role_zh(&self) -> &'static str {
        match self.role {
            Role::Admin => "管理员",
            Role::Staff(unit) => unit.zh(),
            Role::Partner(_) => "合作媒体",
            Role::Leader => "领导",
            Role::Expert(_) => "验收专家",
        }
    }

    /// Whether a campaign may be looked at.
    pub fn reads(&self, campaign: &Campaign, defs: &Definitions) -> bool {
        match &self.role {
            Role::Admin | Role::Leader | Role::Staff(Unit::Renshe | Unit::Shebao) => true,
            Role::Staff(Unit::Yingji) => is_led_by_yingji(campaign),
            Role::Partner(p) => works_for(p, campaign, defs),
            Role::Expert(list) => list.contains(&campaign.id),
        }
    }

    /// Whether questions of a campaign may be answered, its files approved, its dates entered.
    pub fn settles(&self, campaign: &Campaign) -> bool {
        match &self.role {
            Role::Admin | Role::Staff(Unit::Renshe) => true,
            Role::Staff(Unit::Yingji) => is_led_by_yingji(campaign),
            Role::Staff(Unit::Shebao) | Role::Partner(_) | Role::Leader | Role::Expert(_) => false,
        }
    }

    /// Whether what concerns all campaigns (counting rules, accounts aside) may be settled.
    pub fn settles_all(&self) -> bool {
        matches!(self.role, Role::Admin | Role::Staff(Unit::Renshe))
    }

    /// Whether files of a partner may be sent: its own, or on its behalf.
    pub fn hands_in_for(&self, partner: &PartnerId, defs: &Definitions) -> bool {
        match &self.role {
            Role::Partner(p) => p == partner,
            Role::Admin | Role::Staff(Unit::Renshe | Unit::Yingji) => self.settles_for(partner, defs),
            Role::Staff(Unit::Shebao) | Role::Leader | Role::Expert(_) => false,
        }
    }

    /// Whether the files of a partner may be looked at.
    pub fn reads_files_of(&self, partner: &PartnerId, defs: &Definitions) -> bool {
        match &self.role {
            Role::Staff(Unit::Shebao) => true,
            _ => self.hands_in_for(partner, defs),
        }
    }

    /// Whether a paper that proves something may be looked at, by whose it is and of which campaign. Leaders see all, experts those of their
    /// campaigns: where none is named, those of a partner that works for these alone.
    pub fn reads_proof(&self, partner: Option<&PartnerId>, campaign: Option<&CampaignId>, defs: &Definitions) -> bool {
        let named = campaign.and_then(|c| defs.campaign(c));
        match (&self.role, named, partner) {
            (Role::Leader, _, _) => true,
            (Role::Expert(_), Some(c), _) => self.reads(c, defs),
            (Role::Expert(_), None, Some(p)) => {
                let mut theirs = defs.campaigns.iter().filter(|c| works_for(p, c, defs)).peekable();
                theirs.peek().is_some() && theirs.all(|c| self.reads(c, defs))
            }
            (_, _, Some(p)) => self.reads_files_of(p, defs),
            (_, Some(c), None) => self.is_staff() && self.reads(c, defs),
            (_, None, None) => false,
        }
    }

    /// Whether a question about a channel (by its name) of a campaign may be looked at: partners see those about their own channels alone.
    pub fn is_asked(&self, campaign: &CampaignId, channel: &str, defs: &Definitions) -> bool {
        match &self.role {
            Role::Partner(p) => defs.channels_of(campaign).any(|c| c.name == channel && c.partner == *p),
            Role::Leader | Role::Expert(_) => false,
            Role::Admin | Role::Staff(_) => defs.campaign(campaign).is_some_and(|c| self.reads(c, defs)),
        }
    }

    /// Whether the files of a partner may be approved or sent back.
    pub fn settles_for(&self, partner: &PartnerId, defs: &Definitions) -> bool {
        let mut mine = defs.campaigns.iter().filter(|c| works_for(partner, c, defs)).peekable();
        // A partner without a campaign belongs to nobody but those who see everything.
        self.settles_all() || (mine.peek().is_some() && mine.all(|c| self.settles(c)))
    }

    /// The campaigns that may be looked at.
    pub fn campaigns<'a>(&'a self, defs: &'a Definitions) -> impl Iterator<Item = &'a Campaign> {
        defs.campaigns.iter().filter(move |c| self.reads(c, defs))
    }

    /// Whether this is somebody of the department.
    pub fn is_staff(&self) -> bool {
        matches!(self.role, Role::Admin | Role::Staff(_))
    }
}

fn is_led_by_yingji(campaign: &Campaign) -> bool {
    campaign.sponsor.contains("应急")
}

/// Whether a partner carries a campaign out, or reports a channel of it.
pub fn works_for(partner: &PartnerId, campaign: &Campaign, defs: &Definitions) -> bool {
    campaign.partner.as_ref() == Some(partner) || defs.channels_of(&campaign.id).any(|c| c.partner == *partner)
}
