using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace CustomerChat.App.Ops;

/// <summary>A transcript as text, or as a page for printing. Pure.</summary>
internal static class Transcripts
{
    private const string Style = "body{font:11pt system-ui,sans-serif;max-width:48rem;margin:2rem auto}td{padding:.15rem .6rem .15rem 0;vertical-align:top}.text{white-space:pre-wrap;overflow-wrap:anywhere}small{color:#555}";

    /// <summary>Allows nothing but this page's own style. A text in the transcript stays text, whatever it holds.</summary>
    public static string Policy { get; } =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static string Text(TranscriptReply transcript)
    {
        var text = new StringBuilder();
        foreach (var entry in transcript.Entries)
        {
            text.Append(CultureInfo.InvariantCulture, $"{entry.Index,6} {entry.At.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z {Who(entry)}: {entry.Text ?? $"({entry.Type})"}");
            text.Append(entry.Delivery is null ? "" : $" [{entry.Delivery}]").Append('\n');
        }

        return text.ToString();
    }

    public static string Html(TranscriptReply transcript)
    {
        var rows = new StringBuilder();
        foreach (var entry in transcript.Entries)
        {
            rows.Append(
                CultureInfo.InvariantCulture,
                $"<tr><td><small>{entry.At.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z</small><td>{WebUtility.HtmlEncode(Who(entry))}<td class=\"text\">{WebUtility.HtmlEncode(entry.Text ?? $"({entry.Type})")}<td><small>{WebUtility.HtmlEncode(entry.Delivery)}</small></tr>\n");
        }

        var id = WebUtility.HtmlEncode(transcript.ChatId);
        return $"<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Chat {id}</title><style>{Style}</style></head><body><h1>Chat</h1><p><small>{id}</small></p><table>\n{rows}</table></body></html>";
    }

    private static string Who(TranscriptEntry entry) => $"{(entry.From.Length == 0 ? "relay" : entry.From)} ({entry.FromType.ToLowerInvariant()})";
}
