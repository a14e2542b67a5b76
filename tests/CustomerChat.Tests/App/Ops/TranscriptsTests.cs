using CustomerChat.App.Ops;

namespace CustomerChat.Tests.App.Ops;

public class TranscriptsTests
{
    private const string Evil = "</td><script>alert(1)</script>\"'&";

    private static readonly TranscriptReply Transcript = new(
        "id", [new TranscriptEntry(1, "Text", Evil, "Customer", Evil, DateTimeOffset.UnixEpoch, "sent", Evil, null, null)]);

    [Fact]
    public void Html_OfMarkup_ShowsItAsText()
    {
        var html = Transcripts.Html(Transcript);
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(3, html.Split("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;").Length - 1);
        Assert.Contains("default-src 'none'", Transcripts.Policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", Transcripts.Policy, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_OfAnEntry_IsALine() =>
        Assert.Equal($"     1 1970-01-01 00:00:00Z {Evil} (customer): {Evil} [{Evil}]\n", Transcripts.Text(Transcript));
}
