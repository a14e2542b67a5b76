using System.Text.Json.Nodes;
using CustomerChat.App.Api;
using CustomerChat.App.DirectLine;
using CustomerChat.App.Http;
using CustomerChat.App.Ops;

namespace CustomerChat.App.OpenApi;

/// <summary>Every operation of the relay. A test compares the list with the route table.</summary>
internal static class ApiOperations
{
    private const string Chat = "Customer Chat API";
    private const string Line = "Direct Line";
    private const string Hooks = "Channels";
    private const string FilesTag = "Files";
    private const string Ops = "Operators";
    private const string Probes = "Probes";
    private const string Id = "3f0c8f1e-6d0b-4c7e-9a37-0d6b5c1f2a34";

    private static readonly ApiError Unforeseen = ApiError.Unforeseen("0123456789abcdef0123456789abcdef");

    private static readonly ApiError[] OfAnyChatCall =
        [ApiError.NoContactCenter, ApiError.UnknownContactCenter, ApiError.Authorized, ApiError.MethodNotAllowed("GET, POST, OPTIONS"), ApiError.TooMany, Unforeseen];

    private static readonly ApiError[] OfAnyBody =
        [ApiError.Missing("The body is not JSON."), ApiError.OutOfRange("text is longer than 4096 characters."), ApiError.SlowBody, ApiError.BodyTooLarge, ApiError.NotJson];

    private static readonly ApiError Closed = ApiError.Closed(new DateTimeOffset(2026, 11, 30, 7, 0, 0, TimeSpan.Zero));

    private static readonly ApiError[] OfAnyLine = [ApiError.NoToken, ApiError.BadToken, ApiError.MethodNotAllowed("GET, POST, OPTIONS"), Unforeseen];

    public static IReadOnlyList<(string Name, string Description)> Tags { get; } =
    [
        (Chat, "Open a chat, post to it, poll it. Three spellings of one resource."),
        (Line, "Bot Framework's Direct Line 3.0, polled or streamed."),
        (FilesTag, "By sealed links that expire."),
        (Hooks, "Webhooks of the providers. A refusal gives no reason."),
        (ApiWebhooks.Tag, "Events that the relay sends to your endpoints, by signed webhooks."),
        (Ops, "For operators of the relay."),
        (Probes, "For probes and clients."),
    ];

    public static IReadOnlyList<ApiOperation> All { get; } =
    [
        .. Spelling("chats", Routes.Chats, Routes.ChatsId, Routes.ChatsMessages),
        .. Spelling("meChat", Routes.MeChat, Routes.MeChatId, Routes.MeChatMessages),
        .. Spelling("meChats", Routes.MeChats, Routes.MeChatsId, Routes.MeChatsMessages),
        new("get", Routes.Availability, Chat, "availability", "Whether the contact centre is open. An answer is valid for a minute, or until the contact centre next opens or closes, if that is sooner.", Guard.ContactCenter)
        {
            Success = "Times are in UTC. Without hours in the settings it is always open, and everything else is null.",
            Reply = typeof(AvailabilityReply),
            ReplyExample = Example("""{"isOpen":false,"opensAt":"2026-11-30T07:00:00Z","closesAt":null,"timeZone":"Europe/Berlin","takesMessages":true}"""),
            Errors = OfAnyChatCall,
        },
        .. DirectLine(),
        .. Files(),
        .. Webhooks(),
        .. Operators().Select(o => o with { Errors = [.. o.Errors, ApiError.KeyInUrl] }),
        new("get", Routes.HealthLive, Probes, "live", "The process answers.")
        {
            Reply = typeof(HealthReply),
            ReplyExample = Example("""{"status":"live","version":"0.1.0","commit":"0123abc"}"""),
            Errors = [ApiError.MethodNotAllowed("GET")],
            ErrorType = null,
        },
        new("get", Routes.HealthReady, Probes, "ready", "The storage answers, too. Also shows how the contact centres have answered lately.")
        {
            Reply = typeof(HealthReply),
            ReplyExample = Example("""{"status":"ready","version":"0.1.0","commit":"0123abc","storage":"reachable","contactCenters":{"idle":1,"polled":2}}"""),
            Errors = [new(503, 4, "The storage does not answer."), ApiError.MethodNotAllowed("GET")],
            ErrorType = null,
        },
        new("get", Routes.OpenApi, Probes, "openApi", "This document.")
        {
            Reply = typeof(object), Success = "An OpenAPI 3.1 document.", Errors = [ApiError.MethodNotAllowed("GET")], ErrorType = null,
        },
    ];

    private static IEnumerable<ApiOperation> Spelling(string id, string collection, string item, string messages) =>
    [
        new("post", collection, Chat, $"{id}Open", "RequestChat: opens a chat. The relay has stored the chat when it answers; the contact centre need not be reachable.", Guard.ContactCenter)
        {
            Request = typeof(RequestChatBody),
            Examples = [("requestChat", Example("""{"operationName":"RequestChat","nickname":"Ann","subject":"Shoes","endpoint":"sales","userData":{"customer":"4711"}}"""))],
            Success = "The chat's id and path.",
            Reply = typeof(RequestChatReply),
            ReplyExample = Example($$"""{"id":"{{Id}}","path":"/{{collection}}/{{Id}}","statusCode":0}"""),
            Errors = [.. OfAnyBody, ApiError.UnknownOperation, Closed, .. OfAnyChatCall],
        },
        new("get", item, Chat, $"{id}Get", "GetChat: its state and participants.", Guard.ContactCenter)
        {
            Success = "The chat.",
            Reply = typeof(GetChatReply),
            ReplyExample = Example($$"""{"chat":{"id":"{{Id}}","state":"Chatting","capabilities":["SendMessage"],"participants":[{"nickname":"Ann","participantId":"1","type":"Customer"}]},"statusCode":0}"""),
            Errors = [ApiError.UnknownChat, .. OfAnyChatCall],
        },
        new("post", item, Chat, $"{id}Operate", "SendMessage, SendStartTypingNotification, SendStopTypingNotification or Complete.", Guard.ContactCenter)
        {
            Request = typeof(OperationBody),
            Examples =
            [
                ("sendMessage", Example("""{"operationName":"SendMessage","text":"Do you have these in 38?"}""")),
                ("typing", Example("""{"operationName":"SendStartTypingNotification"}""")),
                ("complete", Example("""{"operationName":"Complete"}""")),
            ],
            Success = "The relay has stored it and will pass it on.",
            Reply = typeof(StatusReply),
            ReplyExample = Example("""{"statusCode":0}"""),
            Errors = [.. OfAnyBody, ApiError.UnknownOperation, ApiError.UnknownChat, ApiError.Ended, .. OfAnyChatCall],
        },
        new("get", messages, Chat, $"{id}Messages", "GetMessages: the transcript.", Guard.ContactCenter)
        {
            Query = [("index", "The first entry, from 1; 0 = all; without index: the entries that were not returned yet.")],
            Success = "The entries.",
            Reply = typeof(GetMessagesReply),
            ReplyExample = Example("""{"messages":[{"index":1,"type":"Text","from":{"nickname":"Ann","participantId":"1","type":"Customer"},"text":"hello","timestamp":"2026-01-02 03:04:05.678+0000","timestampSeconds":1767323045678}],"statusCode":0}"""),
            Errors = [ApiError.OutOfRange("index must be a whole number, 0 or larger."), ApiError.UnknownChat, .. OfAnyChatCall],
        },
    ];

    private static IEnumerable<ApiOperation> DirectLine()
    {
        var token = Example($$"""{"conversationId":"{{Id}}","token":"CfDJ8…","expires_in":1800}""");
        var opened = Example($$"""{"conversationId":"{{Id}}","token":"CfDJ8…","expires_in":1800,"streamUrl":"wss://relay.example/v3/directline/conversations/{{Id}}/stream?watermark=&t=CfDJ8…"}""");
        var start = Example("""{"user":{"id":"u1","name":"Ann"},"channelData":{"subject":"Shoes","userData":{"page":"https://shop.example/"}}}""");
        ApiError[] body = [.. OfAnyBody, ApiError.UnknownContactCenter, ApiError.TooMany, .. OfAnyLine];
        return
        [
            Operation(new("post", Routes.DirectLineGenerate, Line, "generateToken", "A token for a conversation that is opened with it.", Guard.ContactCenter, Guard.Token)
            {
                Request = typeof(StartBody), Examples = [("user", start)], Success = "The token.", Reply = typeof(ConversationReply), ReplyExample = token, Errors = body,
            }),
            Operation(new("post", Routes.DirectLineRefresh, Line, "refreshToken", "A new token for the same conversation.", Guard.Token)
            {
                Success = "The token.", Reply = typeof(ConversationReply), ReplyExample = token, Errors = OfAnyLine,
            }),
            Operation(new("post", Routes.DirectLineConversations, Line, "startConversation", "Opens the chat, once for each token (200 for a repeat).", Guard.ContactCenter, Guard.Token)
            {
                Request = typeof(StartBody), Examples = [("start", start)], Status = 201, Success = "The chat is open.", Reply = typeof(ConversationReply), ReplyExample = opened, Errors = [.. body, Closed],
            }),
            Operation(new("get", Routes.DirectLineConversation, Line, "reconnect", "A new token for a conversation whose id is known.", Guard.ContactCenter, Guard.Token)
            {
                Query = [("watermark", "Where the stream continues; none = from the start.")], Success = "The token. A host that supports streams also returns the address of a stream.", Reply = typeof(ConversationReply), ReplyExample = opened,
                Errors = [ApiError.UnknownChat, ApiError.TooMany, .. OfAnyLine],
            }),
            Operation(new("get", Routes.DirectLineActivities, Line, "getActivities", "The activities after a watermark, at most 100.", Guard.Token)
            {
                Query = [("watermark", "The watermark of the last answer; none = from the start.")],
                Success = "The activities and the next watermark.",
                Reply = typeof(ActivitySet),
                ReplyExample = Example($$"""{"activities":[{"type":"message","id":"{{Id}}|0000001","timestamp":"2026-01-02T03:04:05Z","from":{"id":"agent-2","name":"Agnes","role":"bot"},"conversation":{"id":"{{Id}}"},"channelId":"directline","text":"hello","textFormat":"plain"}],"watermark":"1"}"""),
                Errors = [ApiError.OutOfRange("The watermark does not belong to this conversation."), ApiError.UnknownChat, ApiError.TooMany, .. OfAnyLine],
            }),
            Operation(new("post", Routes.DirectLineActivities, Line, "postActivity", "message, typing, endOfConversation or event.", Guard.Token)
            {
                Request = typeof(ActivityBody),
                Examples = [("message", Example("""{"type":"message","text":"hello","from":{"id":"u1"},"channelData":{"clientActivityID":"c1"}}""")), ("end", Example("""{"type":"endOfConversation"}"""))],
                Success = "The relay has stored it. The same clientActivityID again changes nothing and gets the same id.",
                Reply = typeof(IdReply),
                ReplyExample = Example($$"""{"id":"{{Id}}|0000001"}"""),
                Errors = [.. OfAnyBody, ApiError.NoAttachments, ApiError.UnknownChat, ApiError.Ended, ApiError.TooMany, .. OfAnyLine],
            }),
            Operation(new("post", Routes.DirectLineUpload, Line, "upload", "Files, and a text beside them: one file as the body, or a form with files and one part of the type application/vnd.microsoft.activity. The relay stores what it accepts. If it refuses a file, it still stores the rest, and the answer says why.", Guard.Token)
            {
                Query = [("userId", "Accepted, but not used: the token names the user.")],
                Examples = [("form", Example("""{"activity":"{\"type\":\"message\",\"text\":\"look\"}","file":"(bytes)"}"""))],
                RequestType = "multipart/form-data",
                Success = "The relay has stored it and will pass it on.",
                Reply = typeof(IdReply),
                ReplyExample = Example($$"""{"id":"{{Id}}|0000001"}"""),
                Errors = [ApiError.Missing("There is neither a file nor a text."), ApiError.BrokenBody, ApiError.SlowBody, ApiError.FileTooLarge("it is larger than 50 MB"), ApiError.FileNotTaken("files of the type application/zip are not accepted"), ApiError.Ended, ApiError.UnknownChat, ApiError.TooMany, .. OfAnyLine],
            }),
            Operation(new("get", Routes.DirectLineStream, Line, "openStream", "The stream: a WebSocket, at the address in a conversation's reply. Only on a host that supports streams; other hosts answer 404.")
            {
                Query = [("t", "The stream's token, valid for a minute."), ("watermark", "Where the stream continues; none = from the start.")],
                Success = "The real status is 101: the connection becomes a WebSocket. Each message from the relay is an activity set like this one. The first may be empty.",
                Reply = typeof(ActivitySet),
                ReplyExample = Example("""{"activities":[],"watermark":"0"}"""),
                Errors = [ApiError.NotOffered, ApiError.OutOfRange("The watermark does not belong to this conversation."), ApiError.UnknownChat, ApiError.TooMany, .. OfAnyLine],
            }),
        ];

        static ApiOperation Operation(ApiOperation operation) => operation with { ErrorType = typeof(DirectLineErrorReply) };
    }

    private static IEnumerable<ApiOperation> Files() => [FileOperation("get"), FileOperation("head")];

    private static ApiOperation FileOperation(string verb) =>
        new(verb, Routes.Files, FilesTag, $"{verb}File", "A file of a chat, for everybody who has its link. Supports one range of bytes.")
        {
            Query = [("download", "If it is present, browsers always save the file and never show it.")],
            Success = "The file. Browsers show pictures, audio and video, and save everything else.",
            Reply = verb == "get" ? typeof(string) : null,
            ReplyType = "application/octet-stream",
            Errors = [ApiError.UnknownFile, new(416, 10, "The range lies behind the file's end."), ApiError.TooMany, Unforeseen],
            ErrorType = verb == "get" ? typeof(ErrorReply) : null,
        };

    private static IEnumerable<ApiOperation> Webhooks()
    {
        ApiError[] errors = [new(403, 5, "The signature is not right."), new(404, 6, "There is no such account."), new(405, 3, "Only POST (and GET where a provider verifies)."), new(400, 1, "The body is malformed or incomplete."), ApiError.SlowBody, new(413, 10, "The body is too large."), new(415, 10, "It is of a type that the provider does not send."), new(503, 3, "Try again later.")];
        ApiOperation Hook(string route, string id, string summary, string type, JsonNode example) => new("post", route, Hooks, id, summary)
        {
            Examples = [("inbound", example)],
            RequestType = type,
            Success = "The relay has stored everything in it.",
            Errors = errors,
            ErrorType = null,
        };
        ApiOperation Verify(string route, string id) => new("get", route, Hooks, id, "The provider verifies the address.")
        {
            Query = [("hub.mode", "subscribe"), ("hub.verify_token", "The token of the settings."), ("hub.challenge", "What to answer.")],
            Success = "The challenge.",
            Reply = typeof(string),
            ReplyType = "text/plain",
            Errors = errors,
            ErrorType = null,
        };
        const string form = "application/x-www-form-urlencoded";
        return
        [
            Hook(Routes.Sms, "sms", "Twilio: a message.", form, Example("""{"MessageSid":"SM1","From":"+15005550006","To":"+15005550001","Body":"hello"}""")),
            Hook(Routes.SmsStatus, "smsStatus", "Twilio: a delivery report.", form, Example("""{"MessageSid":"SM1","MessageStatus":"delivered"}""")),
            Hook(Routes.WhatsApp, "whatsApp", "WhatsApp Cloud API: messages and statuses.", "application/json", Example("""{"object":"whatsapp_business_account","entry":[]}""")),
            Verify(Routes.WhatsApp, "whatsAppVerify"),
            Hook(Routes.Messenger, "messenger", "Messenger: messages.", "application/json", Example("""{"object":"page","entry":[]}""")),
            Verify(Routes.Messenger, "messengerVerify"),
            Hook(Routes.Telegram, "telegram", "Telegram: an update.", "application/json", Example("""{"update_id":1}""")),
            Hook(Routes.Webhook, "webhook", "Standard Webhooks: a message of your own system.", "application/json", Example("""{"from":"ann@example.com","text":"hello"}"""))
                with { Errors = [new(401, 5, "The signature is not right."), .. errors.Skip(1)] },
        ];
    }

    private static IEnumerable<ApiOperation> Operators()
    {
        const string chat = $$"""{"id":"{{Id}}","contactCenterId":"c","contactCenterName":"Help desk","channel":"sms","account":"main","state":"Chatting","openedAt":"2026-01-02T03:04:05Z","lastActivityAt":"2026-01-02T03:05:05Z","lastPollAt":"2026-01-02T03:05:06Z","lastIndex":4,"notSent":0,"notDelivered":1,"problems":[]}""";
        var person = Example("""{"channel":"sms","account":"main","address":"+15005550006"}""");
        var noKey = new ApiError(401, 20, "The key is missing or wrong.");
        ApiError[] ofOne = [noKey, ApiError.UnknownChat];
        const string consent = """{"channel":"sms","account":"main","address":"+15005550006","state":"optedOut","scope":"all","cause":"word","at":"2026-01-02T03:04:05Z","reason":null}""";
        const string point = """{"at":"2026-01-02T03:04:00Z","open":2,"waiting":1,"opened":1,"ended":0,"fromCustomers":3,"toCustomers":2,"answered":1,"firstAnswer":12.5,"firstAnswerMax":12.5,"pollLag":0.02,"pollLagMax":0.3,"pollsFailed":0,"delivered":1,"deliveryLagMax":0.4,"triedAgain":0,"failed":1,"deadLetters":1}""";
        const string block = """{"id":"0f3a5c7e9b1d2f4a6c8e0b1d3f5a7c9e","channel":"sms","account":null,"address":null,"prefix":"+1900","reason":"Premium numbers.","by":"Agnes","at":"2026-01-02T03:04:05Z"}""";
        return
        [
            new("get", Routes.OpsChats, Ops, "listChats", "Chats, page by page.", Guard.OpsKey)
            {
                Query = [("state", "open (default), waiting, chatting, ended or all."), ("contactCenterId", "Of this contact centre."), ("channel", "Of this channel; web = none."), ("account", "Of this account."), ("minAge", "Opened at least this long ago, such as 01:00:00."), ("maxAge", "Opened at most this long ago."), ("limit", "1 to 200, default 50."), ("continuation", "The continuation of the previous page.")],
                Success = "A page. A page may be short or empty although another page follows.",
                Reply = typeof(ChatListReply),
                ReplyExample = Example($$"""{"chats":[{{chat}}],"continuation":null}"""),
                Errors = [noKey, ApiError.OutOfRange("limit must be a number from 1 to 200.")],
            },
            new("get", Routes.OpsChat, Ops, "getChat", "One chat with its watermarks and its engine's status.", Guard.OpsKey)
            {
                Reply = typeof(ChatDetailReply), Success = "The chat.", Errors = ofOne,
                ReplyExample = Example($$"""{"chat":{{chat}},"watermarks":{"nextIndex":5,"sentThrough":3,"echoedThrough":3,"deliveredThrough":3,"nextUpstreamIndex":6,"openedUpstream":true},"runtime":{"status":"waits for its next turn","lastPollAt":"2026-01-02T03:05:06Z","failures":0},"delivery":{"attempts":1,"nextTryAt":"2026-01-02T03:06:06Z"} }"""),
            },
            new("delete", Routes.OpsChat, Ops, "eraseChat", "Erases one chat and every trace of it.", Guard.OpsKey)
            {
                Reply = typeof(ErasedReply), Success = "The receipt.", Errors = ofOne,
                ReplyExample = Example($$"""{"erasedAt":"2026-01-02T03:04:05Z","chats":["{{Id}}"],"rows":9,"files":1}"""),
            },
            new("get", Routes.OpsTranscript, Ops, "getTranscript", "A transcript, with the state of each entry.", Guard.OpsKey)
            {
                Query = [("format", "json (default), text or html.")], Reply = typeof(TranscriptReply), Success = "The transcript.",
                ReplyExample = Example($$"""{"chatId":"{{Id}}","entries":[{"index":1,"type":"Text","from":"Agnes","fromType":"Agent","text":"hello","at":"2026-01-02T03:04:05Z","upstream":"from the contact centre","delivery":"Delivered","providerId":"SM1"}]}"""),
                Errors = [.. ofOne, ApiError.OutOfRange("format must be json, text or html.")],
            },
            new("post", Routes.OpsEnd, Ops, "endChat", "Ends a chat for everybody.", Guard.OpsKey) { Reply = typeof(StatusReply), ReplyExample = Example("""{"statusCode":0}"""), Errors = [.. ofOne, ApiError.Ended] },
            new("post", Routes.OpsFind, Ops, "findChats", "A customer's chats, by the address in a channel.", Guard.OpsKey)
            {
                Examples = [("person", person)], Reply = typeof(ChatListReply), Success = "The chats, open and ended.", ReplyExample = Example($$"""{"chats":[{{chat}}]}"""), Errors = [noKey, ApiError.Missing("address is missing.")],
            },
            new("post", Routes.OpsErase, Ops, "erasePerson", "Erases all chats of a customer, by the address in a channel.", Guard.OpsKey)
            {
                Examples = [("person", person)], Reply = typeof(ErasedReply), Success = "The receipt.", ReplyExample = Example($$"""{"erasedAt":"2026-01-02T03:04:05Z","chats":["{{Id}}"],"rows":9,"files":1}"""), Errors = [noKey, ApiError.Missing("address is missing.")],
            },
            new("get", Routes.Consents, Ops, "listConsents", "The customers' consents: who has opted in or out, since when and why.", Guard.OpsKey)
            {
                Query =
                [
                    ("channel", "sms, whatsapp, messenger, telegram or webhook."), ("account", "The account's name."), ("state", "optedIn or optedOut."),
                    ("format", "json (default): a page. csv: all of it."), ("limit", "1 to 200, default 50."), ("continuation", "The continuation of the previous page."),
                ],
                Reply = typeof(ConsentListReply), Success = "A page.", Errors = [noKey, ApiError.OutOfRange("state must be optedIn or optedOut.")],
                ReplyExample = Example($$"""{"consents":[{{consent}}],"continuation":null}"""),
            },
            new("post", Routes.Consents, Ops, "correctConsent", "Corrects a customer's consent. The reason is stored.", Guard.OpsKey)
            {
                Examples = [("correction", Example("""{"channel":"sms","account":"main","address":"+15005550006","state":"optedIn","reason":"Asked for it by telephone, ticket 4711."}"""))],
                Reply = typeof(ConsentReply), Success = "The consent that is stored now.", ReplyExample = Example(consent), Errors = [noKey, ApiError.Missing("reason is missing.")],
            },
            new("post", Routes.Outbound, Ops, "writeFirst", "Writes to a customer first. The text goes into the customer's open chat. Without an open chat, the customer's answer opens a chat that begins with this text. Header Idempotency-Key: required, up to 200 characters; a second request with the same key sends nothing. Outside the channel's 24 hours the account's template is sent instead of the text.", Guard.OpsKey)
            {
                Examples = [("outbound", Example("""{"channel":"sms","account":"main","address":"+15005550006","contactCenterId":"11111111-1111-4111-8111-111111111111","text":"Your shoes are here. May we deliver them tomorrow?"}"""))],
                Reply = typeof(OutboundReply), Success = "The relay has stored it and will send it.", ReplyExample = Example($$"""{"chatId":"{{Id}}","continues":false,"isDuplicate":false}"""),
                Errors = [noKey, ApiError.Missing("The header Idempotency-Key is missing."), ApiError.UnknownContactCenter, new(409, 2, "The customer has opted out.")],
            },
            new("get", Routes.Blocks, Ops, "listBlocks", "The block list. Messages of a blocked address are answered with success and counted, but neither stored nor passed on.", Guard.OpsKey)
            {
                Query =
                [
                    ("channel", "sms, whatsapp, messenger, telegram or webhook."), ("account", "The blocks of this account, and those of every account."),
                    ("limit", "1 to 200, default 50."), ("continuation", "The continuation of the previous page."),
                ],
                Reply = typeof(BlockListReply), Success = "A page.", Errors = [noKey, ApiError.OutOfRange("limit must be a number from 1 to 200.")],
                ReplyExample = Example($$"""{"blocks":[{{block}}],"continuation":null}"""),
            },
            new("post", Routes.Blocks, Ops, "addBlock", "Blocks an address or a prefix, at one account or at every account of the channel. Blocking the same again replaces the reason.", Guard.OpsKey)
            {
                Examples =
                [
                    ("prefix", Example("""{"channel":"sms","prefix":"+1900","reason":"Premium numbers.","by":"Agnes"}""")),
                    ("address", Example("""{"channel":"sms","account":"main","address":"+15005550006","reason":"Insults, ticket 4711.","by":"Agnes"}""")),
                ],
                Reply = typeof(BlockReply), Success = "The block.", ReplyExample = Example(block), Errors = [noKey, BlockApi.OneOfTwo, BlockApi.Full],
            },
            new("delete", Routes.Block, Ops, "removeBlock", "Removes a block, by its id.", Guard.OpsKey)
            {
                Reply = typeof(StatusReply), ReplyExample = Example("""{"statusCode":0}"""), Errors = [noKey, BlockApi.Unknown],
            },
            new("get", Routes.DeadLetters, Ops, "listDeadLetters", "Messages and events that could not be delivered, with the reason.", Guard.OpsKey)
            {
                Query = [("direction", "up (to the contact centre), down (to the customer) or event (to an endpoint)."), ("search", "A part of the reason, or the beginning of the chat's id.")],
                Reply = typeof(DeadLettersReply), Success = "At most 1,000 dead letters.", Errors = [noKey, ApiError.OutOfRange("direction must be up, down or event.")],
                ReplyExample = Example($$"""{"deadLetters":[{"id":"{{Id}}-4-down","chatId":"{{Id}}","index":4,"direction":"down","reason":"The provider refused it.","at":"2026-01-02T03:04:05Z"}]}"""),
            },
            new("post", Routes.DeadLettersReplay, Ops, "replayDeadLetters", "Sends several dead letters again, those of one chat in their order. A dead letter that was not begun within 15 seconds is not tried.", Guard.OpsKey)
            {
                Examples = [("letters", Example($$"""{"ids":["{{Id}}-4-down","{{Id}}-5-down"]}"""))], Reply = typeof(ReplaysReply), Success = "The result of each.",
                ReplyExample = Example($$"""{"done":1,"letters":[{"id":"{{Id}}-4-down","done":true},{"id":"{{Id}}-5-down","done":false,"reason":"The provider refused it."}]}"""),
                Errors = [noKey, DeadLetterApi.WhichLetters],
            },
            new("get", Routes.Minutes, Ops, "getMinutes", "The figures of each minute: chats, messages, times and failures, by channel account and contact centre. They are stored for 30 days, and can be read shortly after the minute's end.", Guard.OpsKey)
            {
                Query =
                [
                    ("from", "The first minute, such as 2026-01-02T03:00:00Z; default an hour before to."), ("to", "The minute after the last one; default now."),
                    ("step", "How many minutes are one point; 1 to 1440, default 1."), ("format", "json (default), without steps in which nothing happened. csv: every step."),
                ],
                Reply = typeof(MinutesReply), Success = "The figures.", Errors = [noKey, ApiError.OutOfRange("step must be a number of minutes from 1 to 1440.")],
                ReplyExample = Example($$"""{"from":"2026-01-02T03:00:00Z","to":"2026-01-02T04:00:00Z","step":1,"points":[{{point}}],"total":{{point}},"channels":[{"channel":"sms","account":"main","fromCustomers":3,"toCustomers":2,"delivered":1,"deliveryLagMax":0.4,"triedAgain":0,"failed":1,"reasons":[{"outcome":"failed","reason":"30005","count":1}]}],"contactCenters":[{"id":"c","name":"Help desk","requests":120,"failed":1,"reasons":[{"outcome":"failed","reason":"NoAnswer","count":1}]}]}"""),
            },
            new("get", Routes.Audit, Ops, "listAudit", "The audit log: which transcripts, searches, exports and changes operators have requested. An entry is written before the request is carried out. Reading the same again within five minutes adds no entry.", Guard.OpsKey)
            {
                Query =
                [
                    ("from", "The first moment, such as 2026-01-02T03:00:00Z; default a day before to."), ("to", "The moment after the last one; default now."),
                    ("limit", "1 to 1000, default 100."), ("continuation", "The continuation of the previous page."), ("format", "json (default). csv: all pages in one."),
                ],
                Reply = typeof(AuditReply), Success = "A page, the oldest first. A page may be short although another page follows.", Errors = [noKey, ApiError.OutOfRange("limit must be a number from 1 to 1000.")],
                ReplyExample = Example($$"""{"entries":[{"at":"2026-01-02T03:04:05Z","operator":"agnes","action":"GET api/ops/chats/{id}/transcript","subject":"3f0c8f1e"}],"continuation":null}"""),
            },
            new("post", Routes.DeadLetterReplay, Ops, "replayDeadLetter", "Sends a dead letter again.", Guard.OpsKey)
            {
                Reply = typeof(ReplayReply), ReplyExample = Example($$"""{"id":"{{Id}}-4-down","done":true}"""), Errors = [noKey, new(404, 6, "There is no such dead letter."), new(409, 2, "It failed again: the dead letter has the new reason.")], ErrorType = null,
            },
        ];
    }

    private static JsonNode Example(string json) => JsonNode.Parse(json)!;
}
