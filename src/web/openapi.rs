//! The `OpenAPI` 3 document of the JSON API.

use serde_json::{Value, json};

fn parameter(name: &str, place: &str, describes: &str, schema: &Value) -> Value {
    json!({ "name": name, "in": place, "required": place == "path", "description": describes, "schema": schema })
}

fn answers(of: &Value, more: &[&str]) -> Value {
    let mut out = serde_json::Map::new();
    out.insert("200".into(), json!({ "description": "数据", "content": { "application/json": { "schema": of } } }));
    for status in ["401", "404"].iter().chain(more) {
        let says = match *status {
            "400" => "参数写法不对",
            "401" => "没有有效的令牌",
            "403" => "这个令牌只能读取",
            "404" => "没有，或这个令牌不能看",
            "413" => "文件太大",
            "422" => "文件有要改的地方，没有入库",
            _ => "没有完成",
        };
        out.insert(
            (*status).to_owned(),
            json!({ "description": says, "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Refusal" } } } }),
        );
    }
    Value::Object(out)
}

fn read(summary: &str, parameters: &[Value], of: &Value, more: &[&str]) -> Value {
    json!({ "get": { "summary": summary, "parameters": parameters, "responses": answers(of, more) } })
}

/// The document.
pub(super) fn document() -> Value {
    let id = json!({ "type": "string", "pattern": "^[a-z][a-z0-9_]{1,39}$", "example": "p08_tv" });
    let day = json!({ "type": "string", "format": "date" });
    let week = json!({ "type": "string", "pattern": "^20[0-9]{2}-W(0[1-9]|[1-4][0-9]|5[0-3])$" });
    let campaign = parameter("campaign", "path", "项目编号，如 p08_tv", &id);
    let as_of = parameter("as_of", "query", "截至哪一天（24时），不写为上一周的周日", &day);
    let in_week = parameter("week", "query", "哪一周，如 2023-W13", &week);
    let limit = parameter("limit", "query", "每页条数", &json!({ "type": "integer", "minimum": 1, "maximum": 5000, "default": 1000 }));
    let object = json!({ "type": "object" });
    let check = json!({ "$ref": "#/components/schemas/Check" });
    let uploaded = json!({ "$ref": "#/components/schemas/Uploaded" });
    let mut upload_answers = answers(&uploaded, &["400", "403", "413"]);
    if let Some(map) = upload_answers.as_object_mut() {
        map.insert(
            "422".into(),
            json!({ "description": "文件有要改的地方，没有入库；记为拒绝，原件存证", "content": { "application/json": { "schema": uploaded } } }),
        );
    }
    json!({
        "openapi": "3.0.3",
        "info": { "title": "工伤预防宣传项目进度", "version": "1", "description": "与页面同一份数据。令牌由管理员在“账号”页建立。" },
        "servers": [{ "url": "/" }],
        "security": [{ "token": [] }],
        "paths": {
            "/api/v1/programme": read("全部项目的核对结果", &[as_of.clone(), in_week.clone()], &check, &["400"]),
            "/api/v1/campaigns": read("项目和渠道", &[], &object, &[]),
            "/api/v1/campaigns/{campaign}": read("一个项目的核对结果", &[campaign.clone(), as_of, in_week], &check, &["400"]),
            "/api/v1/campaigns/{campaign}/works": read("一个项目的作品", std::slice::from_ref(&campaign), &object, &[]),
            "/api/v1/campaigns/{campaign}/observations": read(
                "一个项目的全部读数，分页",
                &[
                    campaign,
                    parameter("after", "query", "上一页给出的 next", &json!({ "type": "string", "pattern": "^(-?[0-9]{1,18}[.]){3}-?[0-9]{1,18}$" })),
                    limit.clone(),
                ],
                &json!({ "$ref": "#/components/schemas/Observations" }),
                &["400"],
            ),
            "/api/v1/runs": read(
                "采集记录，新的在前，分页",
                &[parameter("after", "query", "上一页给出的 next", &json!({ "type": "string", "pattern": "^[1-9][0-9]{0,17}$" })), limit],
                &json!({ "$ref": "#/components/schemas/Runs" }),
                &["400"],
            ),
            "/api/v1/submissions": read("报送和状态", &[], &object, &[]),
            "/api/v1/uploads": { "post": {
                "summary": "上传一份表格；没有错误就入库",
                "requestBody": { "required": true, "content": { "multipart/form-data": { "schema": {
                    "type": "object", "required": ["file"], "additionalProperties": false,
                    "properties": {
                        "file": { "type": "string", "format": "binary", "description": "CSV、XLSX、XLS，不超过10 MB、200000行" },
                        "week": week, "as_of": day, "campaign": { "type": "string" }, "channel": { "type": "string" },
                        "partner": { "type": "string", "description": "代报时写" }, "mode": { "type": "string", "enum": ["cumulative", "increment"] },
                        "dry_run": { "type": "string", "enum": ["true", "false"] }, "accept_good": { "type": "string", "enum": ["true", "false"] }
                    }
                } } } },
                "responses": upload_answers
            } }
        },
        "components": {
            "securitySchemes": { "token": { "type": "http", "scheme": "bearer" } },
            "schemas": {
                "Refusal": { "type": "object", "required": ["error"], "properties": { "error": { "type": "object",
                    "required": ["status", "message", "request"],
                    "properties": { "status": { "type": "integer" }, "message": { "type": "string" }, "request": { "type": "string" } } } } },
                "Check": { "type": "object", "required": ["programme", "as_of", "journal_head", "campaigns"], "properties": {
                    "programme": { "type": "string" }, "as_of": { "type": "string", "format": "date" }, "journal_head": { "type": "string" },
                    "campaigns": { "type": "array", "items": { "type": "object" } } } },
                "Uploaded": { "type": "object", "description": "没有入库时，needs 写明缺什么、缺在哪几张工作表（空：整份文件），diagnostics 写明哪一格要改", "properties": {
                    "upload": { "type": "integer" }, "taken": { "type": "boolean" },
                    "needs": { "type": "array", "items": { "type": "object", "required": ["field", "sheets"], "properties": {
                        "field": { "type": "string", "enum": ["campaign", "channel", "as_of"] },
                        "sheets": { "type": "array", "items": { "type": "string" } } } } } } },
                "Runs": { "type": "object", "required": ["runs", "next"], "properties": {
                    "runs": { "type": "array", "items": { "type": "object",
                        "required": ["id", "collector", "channel", "expected_at", "started_at", "decided_at", "decision", "outcome"],
                        "properties": { "id": { "type": "integer" }, "collector": { "type": "string" }, "channel": { "type": "string" },
                            "expected_at": { "type": "string", "format": "date-time", "nullable": true },
                            "started_at": { "type": "string", "format": "date-time" }, "decided_at": { "type": "string", "format": "date-time" },
                            "decision": { "type": "string", "enum": ["done", "caught_up", "skipped", "failed"] },
                            "outcome": { "type": "string" }, "says": { "type": "string" }, "items_found": { "type": "integer" },
                            "observations": { "type": "integer" }, "unreadable": { "type": "integer" },
                            "questions": { "type": "array", "items": { "type": "string" } },
                            "evidence": { "type": "array", "items": { "type": "string" } }, "import": { "type": "integer", "nullable": true } } } },
                    "next": { "type": "string", "nullable": true } } },
                "Observations": { "type": "object", "required": ["observations", "next"], "properties": {
                    "observations": { "type": "array", "items": { "type": "object" } }, "next": { "type": "string", "nullable": true } } }
            }
        }
    })
}
