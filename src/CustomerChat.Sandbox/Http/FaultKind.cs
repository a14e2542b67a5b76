using System.Text.Json.Serialization;

namespace CustomerChat.Sandbox.Http;

/// <summary>Faults that exist in one protocol only. In JSON they are written by their names.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FaultKind>))]
internal enum FaultKind
{
    None,

    /// <summary>GMS: the chat gets a new alias and a new secureKey with this reply. After that, the old ones are refused.</summary>
    NewKeys,

    /// <summary>GMS: the reply has statusCode 1.</summary>
    StatusCode1,

    /// <summary>GMS: the reply has statusCode 2. The chat goes on.</summary>
    StatusCode2,

    /// <summary>GMS: the reply says that the chat has ended (249). The chat goes on.</summary>
    Gone,

    /// <summary>GMS: the reply has an additional Notice without an index. No other reply has this Notice.</summary>
    UnnumberedNotice,

    /// <summary>Direct Line: the log forgets the activities that were read, and the ids start at 0 again.</summary>
    LogReset,

    /// <summary>Direct Line: the read returns the log from its beginning, with any watermark.</summary>
    Replay,

    /// <summary>Direct Line: the reply's watermark is null.</summary>
    NullWatermark,

    /// <summary>Direct Line: the reply's watermark is not a number. The next read can use it.</summary>
    OddWatermark,

    /// <summary>Direct Line: the answer is 502 BotError. With <c>afterEffect</c>, the activity is in the log and the bot has got it.</summary>
    BotError,

    /// <summary>Direct Line: the answer is 403 TokenExpired.</summary>
    TokenExpired,
}
