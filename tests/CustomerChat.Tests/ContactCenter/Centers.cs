using System.Collections.Immutable;
using CustomerChat.Chats;
using CustomerChat.ContactCenter;
using CustomerChat.ContactCenter.Http;
using CustomerChat.Turn;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Moq;

namespace CustomerChat.Tests.ContactCenter;

/// <summary>Clients of contact centres, as the settings make them.</summary>
internal static class Centers
{
    /// <summary>The beginning of a picture.</summary>
    public static byte[] FileBytes { get; } = [0xFF, 0xD8, 0xFF, 0xE0, 0, 0x10, (byte)'J', (byte)'F', (byte)'I', (byte)'F'];

    /// <summary>A text with a file that may go as a file.</summary>
    public static UpstreamText WithFile(UpstreamText text, string name) => text with
    {
        Caption = "[image] a parcel",
        Files = [new(name, "image/jpeg", FileBytes.Length, _ => Task.FromResult<Stream?>(new MemoryStream(FileBytes)))],
    };

    /// <summary>Sends a text again and again, as turns do, until it has arrived or is refused for good; 90 s at most.</summary>
    /// <returns>The fault of each try; null = the text has arrived.</returns>
    public static async Task<List<ContactCenterFault?>> SendUntilItCountsAsync(IContactCenter center, UpstreamHandle chat, long index, ChatOpening opening, FakeTimeProvider time)
    {
        var faults = new List<ContactCenterFault?>();
        for (var tries = 0; tries < 7 && (faults is [] || faults[^1] is not (null or ContactCenterFault.Refused)); tries++)
        {
            time.Advance(faults is [] ? TimeSpan.Zero : TimeSpan.FromSeconds(15));
            try
            {
                chat = await center.SendMessageAsync(chat, new(index, "<script>", opening), default);
                faults.Add(null);
            }
            catch (ContactCenterException e)
            {
                faults.Add(e.Fault);
                chat = e.Renewed ?? chat;
            }
        }

        return faults;
    }

    public static IContactCenter Of(Uri address, params (string Name, string Value)[] settings) => Of(address, TimeProvider.System, settings);

    public static IContactCenter Of(Uri address, TimeProvider time, params (string Name, string Value)[] settings) => Of(address, time, NullLogger<CenterHttp>.Instance, settings);

    public static IContactCenter Of(Uri address, TimeProvider time, ILogger<CenterHttp> logger, params (string Name, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton(time);
        builder.Services.AddSingleton(Mock.Of<ILoggerFactory>(f => f.CreateLogger(It.IsAny<string>()) == logger));
        builder.Configuration.AddInMemoryCollection(
            settings.Append(("BaseAddress", address.ToString())).Select(s => KeyValuePair.Create($"ContactCenters:cc:{s.Item1}", (string?)s.Item2))
                .Append(KeyValuePair.Create("ContactCenters:next:BaseAddress", (string?)"http://localhost:1")));
        builder.AddContactCenters();
        return builder.Build().Services.GetRequiredService<ContactCenterDirectory>().Find("cc")!;
    }
}

/// <summary>User data of an opening.</summary>
internal static class Data
{
    public static ImmutableSortedDictionary<string, string> Of(params (string Key, string Value)[] data) => data.ToImmutableSortedDictionary(d => d.Key, d => d.Value);
}
