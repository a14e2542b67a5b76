using CustomerChat.App.Http;
using CustomerChat.App.Ops;
using CustomerChat.Operating;
using Microsoft.Extensions.Time.Testing;
using Moq;

namespace CustomerChat.Tests.App.Ops;

public class OperatorsAuditTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly List<AuditEntry> _entries = [];
    private readonly Mock<IAuditLog> _log = new();
    private readonly OperatorsAudit _audit;

    public OperatorsAuditTests()
    {
        _log.Setup(l => l.AddAsync(It.IsAny<AuditEntry>(), It.IsAny<CancellationToken>())).Callback((AuditEntry e, CancellationToken _) => _entries.Add(e)).Returns(Task.CompletedTask);
        _audit = new(_log.Object, _time);
    }

    /// <summary>A route that is added is written down, unless somebody has decided otherwise.</summary>
    [Fact]
    public async Task Routes_OfOperators_AreWrittenDownButForListsOfNobodysWords()
    {
        foreach (var route in RelayRoutes.All.Where(r => r.Template.StartsWith(Routes.Ops + "/", StringComparison.Ordinal)))
        {
            await _audit.NoteAsync("agnes", route.Methods.Single(), route.Template, "x", null, default);
        }

        Assert.Equal(
            [
                "DELETE api/ops/blocks/{id}", "DELETE api/ops/chats/{id}", "GET api/ops/blocks", "GET api/ops/chats/{id}", "GET api/ops/chats/{id}/transcript", "GET api/ops/consents", "POST api/ops/blocks",
                "POST api/ops/chats/{id}/end", "POST api/ops/consents", "POST api/ops/dead-letters/replay", "POST api/ops/dead-letters/{id}/replay", "POST api/ops/erase",
                "POST api/ops/find", "POST api/ops/outbound",
            ],
            _entries.Select(e => e.Action).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Read_Again_IsOneEntryInFiveMinutes_AndAChangeIsOneEachTime()
    {
        await NoteAsync("agnes", "GET", "1");
        await NoteAsync("agnes", "GET", "1");
        await NoteAsync("agnes", "GET", "2");
        await NoteAsync("boris", "get", "1");
        await NoteAsync("agnes", "DELETE", "1");
        await NoteAsync("agnes", "DELETE", "1");
        _time.Advance(TimeSpan.FromMinutes(5));
        await NoteAsync("agnes", "GET", "1");

        Assert.Equal(["agnes GET 1", "agnes GET 2", "boris GET 1", "agnes DELETE 1", "agnes DELETE 1", "agnes GET 1"], _entries.Select(e => $"{e.Operator} {e.Action.Split(' ')[0]} {e.Subject}"));
    }

    /// <summary>What could not be written down is not done, and is tried to be written down again.</summary>
    [Fact]
    public async Task Read_WhoseEntryIsNotKept_IsRefusedEachTime()
    {
        _log.Setup(l => l.AddAsync(It.IsAny<AuditEntry>(), It.IsAny<CancellationToken>())).ThrowsAsync(new IOException());
        await Assert.ThrowsAsync<IOException>(() => NoteAsync("agnes", "GET", "1"));
        await Assert.ThrowsAsync<IOException>(() => NoteAsync("agnes", "GET", "1"));
    }

    /// <summary>Who has looked at a page of a list a moment ago may export all of it now.</summary>
    [Fact]
    public async Task Export_OfWhatWasJustRead_IsAnEntryEachTime()
    {
        foreach (var format in new[] { null, "csv", "csv", "json", "odd" })
        {
            await _audit.NoteAsync("agnes", "GET", Routes.Consents, null, format, default);
        }

        Assert.Equal(["GET api/ops/consents", "GET api/ops/consents as csv", "GET api/ops/consents as csv"], _entries.Select(e => e.Action));
    }

    [Fact]
    public async Task Export_OfAListThatIsNotLogged_IsAnEntryEachTime()
    {
        foreach (var (route, format) in new[] { (Routes.Audit, null), (Routes.Audit, "csv"), (Routes.Minutes, "json"), (Routes.Minutes, "csv"), (Routes.Minutes, "csv") })
        {
            await _audit.NoteAsync("agnes", "GET", route, null, format, default);
        }

        Assert.Equal(["GET api/ops/audit as csv", "GET api/ops/minutes as csv", "GET api/ops/minutes as csv"], _entries.Select(e => e.Action));
    }

    /// <summary>The page has just read the transcript. What it saves as a file now is an entry of its own.</summary>
    [Fact]
    public async Task Export_OfATranscriptThatWasJustRead_IsAnEntryEachTime()
    {
        foreach (var format in new[] { null, "html", "text", "html", "json" })
        {
            await _audit.NoteAsync("agnes", "GET", Routes.OpsTranscript, "1", format, default);
        }

        Assert.Equal([null, "html", "text", "html"], _entries.Select(e => e.Action.Split(" as ") is [_, var format] ? format : null));
    }

    /// <summary>Who has a chat's whole id can read the chat: the log must not give it away.</summary>
    [Theory]
    [InlineData("3f0c8f1e-6d0b-4c7e-9a37-0d6b5c1f2a34", "3f0c8f1e")]
    [InlineData("3f0c8f1e-6d0b-4c7e-9a37-0d6b5c1f2a34-4-down", "3f0c8f1e-4-down")]
    [InlineData("0f3a5c7e9b1d2f4a6c8e0b1d3f5a7c9e", "0f3a5c7e9b1d2f4a6c8e0b1d3f5a7c9e")]
    [InlineData("3f0c8f1e", "3f0c8f1e")]
    [InlineData(null, null)]
    public async Task Subject_ThatNamesAChat_IsShortened(string? subject, string? expected)
    {
        await _audit.NoteAsync("agnes", "POST", Routes.DeadLetterReplay, subject, null, default);
        Assert.Equal(expected, Assert.Single(_entries).Subject);
    }

    private Task NoteAsync(string name, string method, string subject) => _audit.NoteAsync(name, method, Routes.OpsTranscript, subject, null, default);
}
