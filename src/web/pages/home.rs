//! The first page: sends everybody to theirs.

use super::to;
use crate::app::portal::Role;
use crate::web::error::WebError;
use crate::web::guard::Me;
use axum::response::Response;

pub(crate) async fn home(me: Me) -> Result<Response, WebError> {
    Ok(to(&match &me.who()?.role {
        Role::Admin | Role::Staff(_) | Role::Leader => "/week".to_owned(),
        Role::Partner(p) => format!("/reporting/{p}"),
        Role::Expert(_) => "/accept".to_owned(),
    }))
}
