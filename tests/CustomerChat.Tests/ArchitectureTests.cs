using System.Reflection;
using CustomerChat.App;
using CustomerChat.Channels;
using CustomerChat.Chats;
using CustomerChat.ContactCenter;
using CustomerChat.Sandbox;
using CustomerChat.Storage;
using Microsoft.Extensions.Logging;

namespace CustomerChat.Tests;

/// <summary>hosts → App → {ContactCenter, Channels, Storage} → CustomerChat → nothing.</summary>
public class ArchitectureTests
{
    private static readonly Dictionary<Assembly, string[]> Allowed = new()
    {
        [typeof(Chat).Assembly] = [],
        [typeof(ContactCenterDirectory).Assembly] = ["CustomerChat"],
        [typeof(ChatStore).Assembly] = ["CustomerChat"],
        [typeof(ChannelDirectory).Assembly] = ["CustomerChat"],
        [typeof(CustomerChatExtensions).Assembly] = ["CustomerChat", "CustomerChat.Channels", "CustomerChat.ContactCenter", "CustomerChat.Storage"],
        [typeof(SandboxServer).Assembly] = [],
        [typeof(CustomerChat.SelfHost.SelfHostExtensions).Assembly] =
            ["CustomerChat", "CustomerChat.App", "CustomerChat.Channels", "CustomerChat.ContactCenter", "CustomerChat.Storage", "CustomerChat.Sandbox"],
    };

    public static TheoryData<string> Rooms => [.. Allowed.Keys.Select(a => a.GetName().Name!)];

    [Theory]
    [MemberData(nameof(Rooms))]
    public void References_OfARoom_FollowTheArrows(string room)
    {
        var (assembly, allowed) = Allowed.Single(a => a.Key.GetName().Name == room);
        var references = assembly.GetReferencedAssemblies().Select(r => r.Name!).ToList();
        Assert.Empty(references.Where(r => r.StartsWith("CustomerChat", StringComparison.Ordinal)).Except(allowed));
        Assert.DoesNotContain(references, r => r.StartsWith("Microsoft.Azure.Functions", StringComparison.Ordinal) || r.Contains("DurableTask"));
    }

    [Fact]
    public void References_OfTheDomain_AreAbstractionsOnly() =>
        Assert.All(
            typeof(Chat).Assembly.GetReferencedAssemblies().Where(r => !r.Name!.StartsWith("System", StringComparison.Ordinal)),
            r => Assert.True(r.Name is "Microsoft.Extensions.Logging.Abstractions" or "Microsoft.Extensions.Options" or "netstandard", r.Name));

    /// <summary>A whole id is a credential: a log method that takes it as text would export it.</summary>
    [Theory]
    [MemberData(nameof(Rooms))]
    public void LogMethods_OfARoom_TakeNoWholeChatId(string room)
    {
        var assembly = Allowed.Keys.Single(a => a.GetName().Name == room);
        Assert.All(
            assembly.GetTypes().Where(t => t.Name == "Log").SelectMany(t => t.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.DeclaredOnly)),
            method => Assert.DoesNotContain(method.GetParameters(), p => p.Name == "chatId" && p.ParameterType != typeof(ShortChatId)));
    }

    /// <summary>Who looks for an event id in the logs finds one message.</summary>
    [Fact]
    public void EventIds_OfAllRooms_AreOfOneMessageEach()
    {
        var ids = Allowed.Keys.SelectMany(a => a.GetTypes()).Where(t => t.Name == "Log")
            .SelectMany(t => t.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.DeclaredOnly))
            .Select(m => m.GetCustomAttribute<LoggerMessageAttribute>()?.EventId).OfType<int>().ToList();

        Assert.True(ids.Count > 30, "the log methods were not found");
        Assert.Equal(ids.Distinct().Order(), ids.Order());
    }
}
