using CustomerChat.App.Api;
using CustomerChat.App.Channels;
using CustomerChat.App.DirectLine;
using CustomerChat.App.Files;
using CustomerChat.App.Ops;
using CustomerChat.App.Pages;

namespace CustomerChat.App.Http;

/// <summary>The handlers that the routes of <see cref="RelayRoutes"/> call.</summary>
public sealed record RelayApis(
    CustomerChatApi Chats, ChannelApi Channels, DirectLineApi DirectLine, OpsApi Ops, DeadLetterApi DeadLetters, MinuteApi Minutes, AuditApi Audit, ConsentApi Consents, BlockApi Blocks, OutboundApi Outbound,
    FileApi Files, PageApi Pages, HealthApi Health);
