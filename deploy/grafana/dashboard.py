"""Makes dashboard.json: `pip install grafana-foundation-sdk==10.1.0`, then
`python deploy/grafana/dashboard.py > deploy/grafana/dashboard.json`.

A test of the server compares the metrics that it names with those that there are."""

from grafana_foundation_sdk.builders import dashboard, prometheus, stat, timeseries
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models.dashboard import DataSourceRef

SOURCE = DataSourceRef(type_val="prometheus", uid="${source}")
ONE = 'job=~"$job"'
ROWS = [
    ("Payments", [
        ("Payments by state", "ops", "{{provider}} {{state}}",
         f'sum by (provider, state) (rate(oneclick_payments_total{{{ONE}, state=~"authorised|captured|declined|failed|expired|not_found"}}[$__rate_interval]))'),
        ("Declines by reason", "ops", "{{provider}} {{reason}}",
         f'sum by (provider, reason) (rate(oneclick_payments_total{{{ONE}, state="declined"}}[$__rate_interval]))'),
        ("Open payments", "short", "{{provider}} {{state}} from {{age}}",
         f'max by (provider, state, age) (oneclick_open_payments{{{ONE}}})'),
        ("Open captures, cancels and refunds", "short", "{{state}} from {{age}}",
         f'max by (state, age) (oneclick_open_operations{{{ONE}}})'),
    ]),
    ("Providers", [
        ("Answers to charges", "ops", "{{provider}} {{answer}}",
         f'sum by (provider, answer) (rate(oneclick_charges_total{{{ONE}}}[$__rate_interval]))'),
        ("Requests without an answer", "ops", "{{provider}} {{request}} {{answer}}",
         f'sum by (provider, request, answer) (rate(oneclick_provider_requests_total{{{ONE}, answer!="answered"}}[$__rate_interval]))'),
        ("Time of requests, 95 of 100", "s", "{{provider}} {{request}}",
         f'histogram_quantile(0.95, sum by (provider, request, le) (rate(oneclick_provider_request_seconds_bucket{{{ONE}}}[$__rate_interval])))'),
        ("Look-ups by what they told", "ops", "{{provider}} {{told}}",
         f'sum by (provider, told) (rate(oneclick_look_ups_total{{{ONE}}}[$__rate_interval]))'),
        ("Providers that do not answer", "short", "{{provider}}",
         f'max by (provider) (oneclick_breaker_open{{{ONE}}})'),
        ("Work that is late", "s", "{{work}} {{provider}}",
         f'max by (work, provider) (oneclick_worker_lag_seconds{{{ONE}}})'),
    ]),
    ("Webhooks", [
        ("Deliveries", "ops", "{{result}}",
         f'sum by (result) (rate(oneclick_webhook_deliveries_total{{{ONE}}}[$__rate_interval]))'),
        ("Not taken", "short", "{{state}}", f'max by (state) (oneclick_webhooks{{{ONE}}})'),
        ("Age of the oldest", "s", "oldest", f'max(oneclick_webhook_oldest_pending_seconds{{{ONE}}})'),
    ]),
    ("Server", [
        ("Requests", "reqps", "{{route}} {{status}}",
         f'sum by (route, status) (rate(oneclick_http_requests_total{{{ONE}}}[$__rate_interval]))'),
        ("Time of requests, 95 of 100", "s", "{{route}}",
         f'histogram_quantile(0.95, sum by (route, le) (rate(oneclick_http_request_seconds_bucket{{{ONE}}}[$__rate_interval])))'),
        ("Time in the store, 95 of 100", "s", "{{operation}}",
         f'histogram_quantile(0.95, sum by (operation, le) (rate(oneclick_store_seconds_bucket{{{ONE}}}[$__rate_interval])))'),
        ("Time of commits, 95 of 100", "s", "commit",
         f'histogram_quantile(0.95, sum by (le) (rate(oneclick_store_commit_seconds_bucket{{{ONE}}}[$__rate_interval])))'),
        ("Store reached", "short", "{{instance}}", f'oneclick_store_up{{{ONE}}}'),
        ("Store closed", "short", "closed", f'max(oneclick_store_closed{{{ONE}}})'),
        ("Up since", "dateTimeFromNow", "{{instance}}", f'process_start_time_seconds{{{ONE}}} * 1000'),
        ("Versions", "short", "{{version}}", f'count by (version) (oneclick_build_info{{{ONE}}})'),
    ]),
]


def panel(title, unit, legend, expression):
    kind = stat if unit == "dateTimeFromNow" else timeseries
    query = prometheus.Dataquery().expr(expression).legend_format(legend)
    return kind.Panel().title(title).unit(unit).span(12).height(8).datasource(SOURCE).with_target(query)


board = (
    dashboard.Dashboard("oneclick")
    .uid("oneclick")
    .refresh("30s")
    .time("now-6h", "now")
    .with_variable(dashboard.DatasourceVariable("source").type("prometheus").label("Prometheus"))
    .with_variable(
        dashboard.QueryVariable("job").label("Job").datasource(SOURCE)
        .multi(True).include_all(True).all_value(".*")
        .query("label_values(oneclick_build_info, job)")
    )
)
for row, panels in ROWS:
    board = board.with_row(dashboard.Row(row))
    for one in panels:
        board = board.with_panel(panel(*one))
print(JSONEncoder(sort_keys=True, indent=2).encode(board.build()))
