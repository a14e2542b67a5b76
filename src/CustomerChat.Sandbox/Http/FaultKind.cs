using System.Text.Json.Serialization;

namespace CustomerChat.Sandbox.Http;

/// <summary>Faults that only one protocol knows. Names in JSON.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FaultKind>))]
internal enum FaultKind
{
    None,

    /// <summary>GMS: the chat gets a new alias and a new secureKey with this reply; the old ones are refused from then on.</summary>
    NewKeys,

    /// <summary>GMS: the reply is statusCode 1.</summary>
    StatusCode1,

    /// <summary>GMS: the reply is statusCode 2, the chat goes on.</summary>
    StatusCode2,

    /// <summary>GMS: the reply is that of a chat that is gone (249), once.</summary>
    Gone,

    /// <summary>GMS: the reply has a Notice without an index beside its entries; it is in no other reply.</summary>
    UnnumberedNotice,

    /// <summary>Direct Line: the log that was read is forgotten, ids start at 0 again.</summary>
    LogReset,

    /// <summary>Direct Line: this read gives everything again, whatever its watermark.</summary>
    Replay,

    /// <summary>Direct Line: the reply's watermark is null.</summary>
    NullWatermark,

    /// <summary>Direct Line: the reply's watermark is no number. It is good for the next read.</summary>
    OddWatermark,

    /// <summary>Direct Line: 502 BotError; with <c>afterEffect</c> the activity is in the log, and the bot has had it.</summary>
    BotError,

    /// <summary>Direct Line: 403 TokenExpired.</summary>
    TokenExpired,
}
