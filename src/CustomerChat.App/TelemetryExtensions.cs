using System.Diagnostics.Metrics;
using Azure.Monitor.OpenTelemetry.Exporter;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace CustomerChat.App;

internal static class TelemetryExtensions
{
    /// <summary>One chat in ten is traced, from its beginning to its end. A lively chat makes sixty spans a minute.</summary>
    private const double TracedChats = 0.1;

    /// <summary>
    /// Categories in which libraries log every request. Polly writes two records for each attempt. ASP.NET Core and HttpClient write the
    /// path, which holds chat ids. The names are exact, so that a general setting such as <c>Logging:LogLevel:Microsoft</c> does not turn
    /// them on.
    /// </summary>
    private static readonly string[] TooTalkative =
    [
        "Polly", "System.Net.Http", "Microsoft.AspNetCore", "Microsoft.AspNetCore.Hosting.Diagnostics", "Microsoft.AspNetCore.Routing.EndpointMiddleware",
        "Microsoft.AspNetCore.Routing.EndpointRoutingMiddleware", "Microsoft.AspNetCore.Routing.Matching.DfaMatcher",
    ];

    /// <summary>
    /// Traces, metrics and logs by OpenTelemetry. They go to a collector (<c>OTEL_EXPORTER_OTLP_ENDPOINT</c>) and to Application Insights
    /// (<c>Telemetry:ApplicationInsights</c>, or <c>APPLICATIONINSIGHTS_CONNECTION_STRING</c>, which the Functions host reads as well),
    /// where they are configured. If neither is configured, nothing is set up. Requests in and out are not traced: their URLs hold chat
    /// ids, and a bot's token (Telegram).
    /// </summary>
    public static IHostApplicationBuilder AddTelemetry(this IHostApplicationBuilder builder)
    {
        foreach (var category in TooTalkative)
        {
            builder.Logging.AddFilter(category, LogLevel.Warning);
        }

        var otlp = builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"];
        var insights = builder.Configuration["Telemetry:ApplicationInsights"] ?? builder.Configuration["APPLICATIONINSIGHTS_CONNECTION_STRING"];
        if (string.IsNullOrEmpty(otlp) && string.IsNullOrEmpty(insights))
        {
            return builder;
        }

        builder.Logging.AddOpenTelemetry(logs =>
        {
            logs.IncludeScopes = true;
            logs.IncludeFormattedMessage = true;
            Export(otlp, insights, o => logs.AddOtlpExporter(o), o => logs.AddAzureMonitorLogExporter(o));
        });
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(Telemetry.Name, serviceVersion: Http.HealthApi.Version))
            .WithTracing(tracing =>
            {
                tracing.AddSource(Telemetry.Name);
                if (string.IsNullOrEmpty(builder.Configuration["OTEL_TRACES_SAMPLER"]))
                {
                    // The sampler looks only at the trace id, which is made from the chat's id. So a chat is traced whole or not at all.
                    tracing.SetSampler(new TraceIdRatioBasedSampler(TracedChats));
                }

                Export(otlp, insights, o => tracing.AddOtlpExporter(o), o => tracing.AddAzureMonitorTraceExporter(o));
            })
            .WithMetrics(metrics =>
            {
                // A provider's words are for the operators' page. A collector would get a series for each of them.
                foreach (var instrument in new Instrument[] { Telemetry.Deliveries, Telemetry.DeliveriesFailed })
                {
                    metrics.AddView(instrument.Name, new MetricStreamConfiguration { TagKeys = ["channel", "account", "result"] });
                }

                metrics.AddMeter(Telemetry.Name, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime");
                Export(otlp, insights, o => metrics.AddOtlpExporter(o), o => metrics.AddAzureMonitorMetricExporter(o));
            });
        return builder;
    }

    private static void Export(string? otlp, string? insights, Action<Action<OtlpExporterOptions>> addOtlp, Action<Action<AzureMonitorExporterOptions>> addInsights)
    {
        if (!string.IsNullOrEmpty(otlp))
        {
            addOtlp(_ => { });
        }

        if (!string.IsNullOrEmpty(insights))
        {
            addInsights(options => options.ConnectionString = insights);
        }
    }
}
