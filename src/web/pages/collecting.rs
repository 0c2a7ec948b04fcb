//! 采集状态: every channel with its last reading, where it came from and how old it is.

use super::html;
use crate::report::view::{CampaignView, ChannelView};
use crate::web::error::WebError;
use crate::web::guard::Me;
use crate::web::shell::Shell;
use crate::web::state::Shared;
use askama::Template;
use axum::extract::State;
use axum::response::Response;

#[derive(Template)]
#[template(path = "collecting.html", config = "src/web/askama.toml")]
struct Page {
    shell: Shell,
    until: String,
    groups: Vec<(String, String, Vec<ChannelView>)>,
}

pub(crate) async fn page(State(p): State<Shared>, me: Me) -> Result<Response, WebError> {
    p.read(move |p, app| {
        let who = me.who()?;
        let day = p.day(app, app.clock.now().date())?;
        let groups = day
            .snapshot
            .campaigns
            .iter()
            .filter(|c| c.media && app.defs.campaign(&c.id).is_some_and(|d| who.reads(d, &app.defs)))
            .map(|c| (c.id.to_string(), format!("{} {}", c.number, c.short_name), CampaignView::of(c, &day.snapshot).channels))
            .collect();
        html(&Page { shell: Shell::new(p, app, &me, "采集状态", "/collecting")?, until: day.snapshot.as_of.zh(), groups })
    })
    .await
}
