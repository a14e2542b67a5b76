using CustomerChat.Chats;
using Microsoft.AspNetCore.Http;

namespace CustomerChat.Tests.App.Api;

/// <summary>Ids that anybody may have made up: they cost neither memory nor reads without end, and nobody else anything.</summary>
public sealed class UnknownChatTests : IDisposable
{
    private const string Center = "cc";
    private readonly ApiRig _rig = new((Center, "Name", "Shop"));

    public void Dispose() => _rig.Dispose();

    public static TheoryData<string> Calls => [.. Handlers.Keys];

    private static Dictionary<string, Func<ApiRig, string, (HttpRequest Request, Func<HttpRequest, Task<IResult>> Handle)>> Handlers { get; } = new()
    {
        ["GetChat"] = (rig, id) => (rig.Request("GET", Center), r => rig.Chats.ChatAsync(r, id, default)),
        ["SendMessage"] = (rig, id) => (rig.Request("POST", Center, body: """{"operationName":"SendMessage","text":"hi"}"""), r => rig.Chats.ChatAsync(r, id, default)),
        ["Complete"] = (rig, id) => (rig.Request("POST", Center, body: """{"operationName":"Complete"}"""), r => rig.Chats.ChatAsync(r, id, default)),
        ["GetMessages"] = (rig, id) => (rig.Request("GET", Center), r => rig.Chats.MessagesAsync(r, id, default)),
        ["reconnect"] = (rig, id) => (rig.Request("GET", Center), r => rig.DirectLine.ConversationAsync(r, id, default)),
    };

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Id_ThatNoChatCanHave_IsNotFoundWithoutARead(string call)
    {
        foreach (var id in new[] { "a", new string('x', 7_800), "3F0C8F1E-6D0B-4C7E-9A37-0D6B5C1F2A34", $"{ChatIds.New()} ", ChatIds.New() + "/x" })
        {
            for (var i = 0; i < 200; i++)
            {
                Assert.Equal(404, await StatusAsync(call, id));
            }
        }

        Assert.Equal(0, _rig.World.Store.Loads);
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Ids_ThatDoNotExist_AreReadUpToTheLimit_ThenTheirCallerWaits(string call)
    {
        var known = Chat.Open(ChatIds.New(), new ChatOpening(Center, "Ann", "shoes"), _rig.World.Time.GetUtcNow());
        await _rig.World.Ledger.CreateAsync(new(known), default);

        var statuses = new List<int>();
        for (var i = 0; i < 100; i++)
        {
            statuses.Add(await StatusAsync(call, ChatIds.New()));
        }

        Assert.Equal((60, 40), (statuses.Count(s => s == 404), statuses.Count(s => s == 429)));
        Assert.True(_rig.World.Store.Loads <= 61, $"{_rig.World.Store.Loads} loads");

        // Who knows a chat's id is served, also from that address.
        Assert.Equal(200, await StatusAsync(call, known.Id));
        _rig.World.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(404, await StatusAsync(call, ChatIds.New()));
    }

    private async Task<int> StatusAsync(string call, string id)
    {
        var (request, handle) = Handlers[call](_rig, id);
        return (await ApiRig.RunAsync(request, handle)).Status;
    }
}
