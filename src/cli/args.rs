//! Arguments and their Chinese help. Names and options are a promise to the outside.
#![expect(clippy::doc_markdown, reason = "the comments here are the help text that people read")]

use super::Exit;
use clap::error::{ContextKind, ErrorKind};
use clap::{CommandFactory, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

const TEMPLATE: &str = "{before-help}{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}";

/// 工伤预防宣传项目传播量跟踪：报送进来，账本留痕，指标核对，周报出去。
#[derive(Debug, Parser)]
#[command(name = "reach", version, about, disable_help_subcommand = true, disable_help_flag = true, disable_version_flag = true, help_template = TEMPLATE)]
pub(crate) struct Args {
    /// 账本和存证所在的文件夹（环境变量 REACH_DATA）
    #[arg(
        long,
        global = true,
        value_name = "文件夹",
        env = "REACH_DATA",
        hide_env = true,
        default_value = "data",
        help_heading = "通用选项",
        hide_default_value = true
    )]
    pub(crate) data: PathBuf,
    /// 放着 collectors/ targets/ seeds/ reports/ 的文件夹（环境变量 REACH_CONFIG）；不写时用当前文件夹，没有就用程序自带的一份
    #[arg(long, global = true, value_name = "文件夹", env = "REACH_CONFIG", hide_env = true, help_heading = "通用选项")]
    pub(crate) config: Option<PathBuf>,
    /// 显示帮助
    #[arg(long, short = 'h', global = true, action = clap::ArgAction::Help, help_heading = "通用选项")]
    help: Option<bool>,
    /// 显示版本
    #[arg(long, short = 'V', action = clap::ArgAction::Version, help_heading = "通用选项")]
    version: Option<bool>,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
#[command(subcommand_help_heading = "命令", subcommand_value_name = "命令")]
pub(crate) enum Command {
    /// 用自带的样例数据把全部工作演示一遍
    #[command(help_template = TEMPLATE, next_help_heading = "选项")]
    Demo {
        /// 放在哪里：其中的 data 和 reports
        #[arg(long, value_name = "文件夹", default_value = "reports/out/demo", hide_default_value = true)]
        out: PathBuf,
    },
    /// 检查全部定义文件，逐条指出问题所在的文件和行
    #[command(help_template = TEMPLATE, next_help_heading = "选项")]
    Validate {
        /// 有提醒也算不通过
        #[arg(long)]
        strict: bool,
        /// 输出 JSON
        #[arg(long)]
        json: bool,
    },
    /// 导入合作媒体的报送文件（CSV、XLSX、XLS，可一次多个）
    #[command(help_template = TEMPLATE, next_help_heading = "选项")]
    Import {
        /// 文件
        #[arg(required = true, value_name = "文件")]
        files: Vec<PathBuf>,
        /// 项目编号或名称
        #[arg(long, value_name = "项目")]
        campaign: Option<String>,
        /// 渠道编号或名称
        #[arg(long, value_name = "渠道")]
        channel: Option<String>,
        /// 数据截至哪一天，如 2023-03-31
        #[arg(long, value_name = "日期")]
        as_of: Option<String>,
        /// 数的含义：表里是累计数还是本期新增
        #[arg(long, value_name = "cumulative|increment", hide_possible_values = true)]
        mode: Option<ModeArg>,
        /// 只比较，不写入
        #[arg(long)]
        dry_run: bool,
        /// 有错的行留下，其余先入库
        #[arg(long)]
        accept_good: bool,
        /// 把原文件标出错处另存为 XLSX
        #[arg(long, value_name = "文件")]
        annotate: Option<PathBuf>,
        /// 输出 JSON
        #[arg(long)]
        json: bool,
    },
    /// 列出待核事项
    #[command(help_template = TEMPLATE, next_help_heading = "选项")]
    Questions {
        /// 只看一个项目
        #[arg(long, value_name = "项目")]
        campaign: Option<String>,
        /// 输出 JSON
        #[arg(long)]
        json: bool,
    },
    /// 答复一个待核事项
    #[command(help_template = TEMPLATE, next_help_heading = "选项")]
    Answer {
        /// 待核事项的编号
        #[arg(value_name = "编号")]
        question: String,
        /// 选哪一项；要勾选的写序号如 1,3（只对刚才 reach questions 列出的有效），或写条目前的代号（只答复写到的几条）
        #[arg(value_name = "答复")]
        choice: String,
        /// 理由
        #[arg(long, value_name = "理由")]
        because: String,
    },
    /// 更正一个数
    #[command(help_template = TEMPLATE, next_help_heading = "选项")]
    Correct {
        /// 作品编号，或 渠道/标题
        #[arg(value_name = "作品")]
        placement: String,
        /// 指标，如 播放量
        #[arg(value_name = "指标")]
        metric: String,
        /// 日期，如 2023-03-31
        #[arg(value_name = "日期")]
        date: String,
        /// 数值，如 32000、3.2万、10万+；没有数写 无
        #[arg(value_name = "数值", allow_hyphen_values = true)]
        value: String,
        /// 理由
        #[arg(long, value_name = "理由")]
        because: String,
    },
    /// 撤销一次导入
    #[command(help_template = TEMPLATE, next_help_heading = "选项")]
    Undo {
        /// 导入编号
        #[arg(value_name = "编号")]
        import: String,
        /// 输出 JSON
        #[arg(long)]
        json: bool,
    },
    /// 到平台上采集
    #[command(help_template = TEMPLATE, next_help_heading = "选项")]
    Collect {
        /// 只用这些采集定义
        #[arg(long, value_name = "编号")]
        collector: Vec<String>,
        /// 只采按计划到点的
        #[arg(long, conflicts_with_all = ["collector", "dry_run"])]
        due: bool,
        /// 只看读到什么、在哪里读到，不入库
        #[arg(long)]
        dry_run: bool,
        /// 输出 JSON
        #[arg(long)]
        json: bool,
    },
    /// 用存页检验采集定义
    #[command(help_template = TEMPLATE, next_help_heading = "选项")]
    Test {
        /// 采集定义的编号或文件，不写则全部
        #[arg(value_name = "编号|文件")]
        collector: Option<String>,
    },
    /// 从模板新建一份定义
    #[command(help_template = TEMPLATE, next_help_heading = "选项")]
    New {
        /// 哪一种
        #[arg(value_name = "collector|target", hide_possible_values = true)]
        kind: NewArg,
        /// 编号，即文件名
        #[arg(value_name = "编号")]
        id: String,
        /// 存下来的页面
        #[arg(long, value_name = "文件")]
        from: Option<PathBuf>,
    },
    /// 核对各项指标
    #[command(help_template = TEMPLATE, next_help_heading = "选项")]
    Check {
        /// 只看这些项目
        #[arg(long, value_name = "项目")]
        campaign: Vec<String>,
        /// 截至哪一天（24时），不写为今天
        #[arg(long, value_name = "日期")]
        as_of: Option<String>,
        /// 按那一天已知的数据
        #[arg(long, value_name = "日期")]
        as_reported: Option<String>,
        /// 有滞后即以 1 结束
        #[arg(long)]
        strict: bool,
        /// 输出 JSON
        #[arg(long)]
        json: bool,
    },
    /// 生成周报
    #[command(help_template = TEMPLATE, next_help_heading = "选项")]
    Report {
        /// 哪一种报告
        #[arg(value_name = "weekly", default_value = "weekly", hide_possible_values = true, hide_default_value = true)]
        kind: ReportArg,
        /// 截至哪一天，不写为上一周的周日
        #[arg(long, value_name = "日期")]
        as_of: Option<String>,
        /// 按那一天已知的数据
        #[arg(long, value_name = "日期")]
        as_reported: Option<String>,
        /// 放在哪里
        #[arg(long, value_name = "文件夹", default_value = "reports/out", hide_default_value = true)]
        out: PathBuf,
    },
    /// 导出数据
    #[command(help_template = TEMPLATE, next_help_heading = "选项")]
    Export {
        /// 导出什么
        #[arg(value_name = "observations|works|attainment", hide_possible_values = true)]
        what: ExportArg,
        /// 格式
        #[arg(long, value_name = "csv|xlsx|json", default_value = "csv", hide_possible_values = true, hide_default_value = true)]
        format: FormatArg,
        /// 写到哪个文件，不写则输出到屏幕
        #[arg(long, value_name = "文件")]
        out: Option<PathBuf>,
        /// 截至哪一天，不写为今天
        #[arg(long, value_name = "日期")]
        as_of: Option<String>,
    },
    /// 启动门户：报送、核对、审定、看周报
    #[command(help_template = TEMPLATE, next_help_heading = "选项")]
    Serve {
        /// 监听的地址和端口，默认 127.0.0.1:8600，也可写在 reach.toml 的 [serve] listen
        #[arg(long, value_name = "地址:端口")]
        listen: Option<String>,
        /// 再打印一个建立管理员的一次性链接：唯一的管理员忘了密码时用
        #[arg(long)]
        admin_link: bool,
    },
    /// 备份账本和存证到一个文件
    #[command(help_template = TEMPLATE, next_help_heading = "选项")]
    Backup {
        /// 备份文件
        #[arg(value_name = "文件")]
        file: PathBuf,
    },
    /// 从备份恢复到一个空文件夹
    #[command(help_template = TEMPLATE, next_help_heading = "选项")]
    Restore {
        /// 备份文件
        #[arg(value_name = "文件")]
        file: PathBuf,
    },
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum NewArg {
    /// 采集定义
    Collector,
    /// 项目
    Target,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum ModeArg {
    /// 累计
    Cumulative,
    /// 本期新增
    Increment,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum ReportArg {
    /// 周报
    Weekly,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum ExportArg {
    /// 全部读数
    Observations,
    /// 作品
    Works,
    /// 指标完成情况
    Attainment,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum FormatArg {
    /// CSV（带 BOM 的 UTF-8）
    Csv,
    /// XLSX
    Xlsx,
    /// JSON
    Json,
}

/// The help of the program and of every command, in order.
pub(crate) fn help() -> String {
    let mut command = Args::command();
    let head = command.render_help().to_string();
    let subs = command.get_subcommands_mut().map(|sub| {
        let name = sub.get_name().to_owned();
        format!("\n{name}\n{}", sub.render_help())
    });
    std::iter::once(head).chain(subs).collect()
}

/// A wrong command line in Chinese; help and version as they are.
pub(crate) fn explain(e: &clap::Error) -> Exit {
    let mut out = super::out::Out::new();
    if matches!(e.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        out.bytes(e.render().to_string().as_bytes());
        return Exit::Done;
    }
    let of = |kind: ContextKind| e.get(kind).map(ToString::to_string).unwrap_or_default();
    let (arg, value, valid) = (of(ContextKind::InvalidArg), of(ContextKind::InvalidValue), of(ContextKind::ValidValue));
    let text = match e.kind() {
        ErrorKind::InvalidValue if value.is_empty() => format!("选项 {arg} 后面要写值"),
        ErrorKind::InvalidValue => format!("{arg} 的值“{value}”不对；可用：{valid}"),
        ErrorKind::UnknownArgument => format!("没有选项 {arg}；用 reach --help 或 reach 命令 --help 查看"),
        ErrorKind::InvalidSubcommand => format!("没有命令 {}；用 reach --help 查看全部命令", of(ContextKind::InvalidSubcommand)),
        ErrorKind::MissingRequiredArgument => format!("还要写：{arg}"),
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            "要写一个命令；用 reach --help 查看".to_owned()
        }
        ErrorKind::ArgumentConflict => format!("{arg} 不能这样合用"),
        ErrorKind::TooManyValues | ErrorKind::WrongNumberOfValues => format!("{arg} 的值个数不对"),
        _ => format!("命令写法不对：{arg}{value}"),
    };
    out.error(&text);
    Exit::Usage
}
