using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CustomerChat.Storage;

/// <summary>All keys of all tables. No other code builds keys.</summary>
public static class TableKeys
{
    public const string Chats = "chats";
    public const string ChatIndex = "chatindex";
    public const string DeadLetters = "deadletters";
    public const string Keys = "keys";
    public const string Consents = "consents";
    public const string Blocks = "blocks";
    public const string Minutes = "minutes";

    public const string Audit = "audit";

    /// <summary>Partition of the minutes of a day.</summary>
    public static string MinuteDay(DateTimeOffset at) => string.Create(CultureInfo.InvariantCulture, $"{at.UtcDateTime:yyyyMMdd}");

    /// <summary>Partition of the audit log of a day.</summary>
    public static string AuditDay(DateTimeOffset at) => MinuteDay(at);

    /// <summary>Row of an entry of the audit log: its time of the day, so that the order of rows is the order of time.</summary>
    public static string AuditRow(DateTimeOffset at, Guid id) => string.Create(CultureInfo.InvariantCulture, $"{at.UtcDateTime:HHmmssfffffff}|{id:N}");

    /// <summary>How the rows of a minute begin. Each process has its own row, so that no process overwrites another's.</summary>
    public static string MinuteOf(DateTimeOffset at) => string.Create(CultureInfo.InvariantCulture, $"{at.UtcDateTime:HHmm}|");

    /// <summary>Row of a minute of a process.</summary>
    public static string MinuteRow(DateTimeOffset at, string instance) => MinuteOf(at) + instance;

    /// <summary>Partition of the block list. The row key is the block's id, a digest of what it blocks.</summary>
    public const string BlockPartition = "blocked";

    /// <summary>Partition of the keys with which all hosts seal and unseal tokens.</summary>
    public const string SealingKeys = "sealing";

    /// <summary>Row of a chat's head. It sorts before all other rows of the chat.</summary>
    public const string Head = "chat";

    public const string Cursor = "cursor";

    /// <summary>Row of a transcript entry. The index has ten digits, so that the order of rows is the order of entries.</summary>
    public static string Entry(long index) => string.Create(CultureInfo.InvariantCulture, $"m|{index:D10}");

    /// <summary>Row of an idempotency key. The key is hashed: a provider's key may be long, and may hold characters that a row key can't.</summary>
    public static string Key(string key) => "k|" + Hash(key);

    /// <summary>Row that leads from a provider's message id to the entry.</summary>
    public static string Delivery(string providerId) => "d|" + Hash(providerId);

    public const string Conversations = "conversations";

    /// <summary>Partition of the conversations of a channel account.</summary>
    public static string Account(string channel, string account) => $"{channel}|{Safe(account)}";

    /// <summary>Row of a conversation. The address is hashed: it may hold any character, and a phone number should not be readable in a key.</summary>
    public static string Address(string address) => Hash(address);

    /// <summary>Partition of the accounts that their receivers have turned off.</summary>
    public const string TurnedOff = "off";

    /// <summary>Partition of the accounts at fault.</summary>
    public const string AtFault = "fault";

    /// <summary>How the partitions of open chats begin.</summary>
    public const string OpenPrefix = "open|";

    /// <summary>How the partitions of ended chats begin.</summary>
    public const string EndedPrefix = "ended|";

    /// <summary>The first key after all keys that begin with a prefix.</summary>
    public static string After(string prefix) => prefix[..^1] + (char)(prefix[^1] + 1);

    /// <summary>Partition of the open chats of a shard.</summary>
    public static string Open(int shard) => string.Create(CultureInfo.InvariantCulture, $"{OpenPrefix}{shard:D2}");

    /// <summary>Partition of the chats that ended on a day.</summary>
    public static string Ended(DateTimeOffset at) => string.Create(CultureInfo.InvariantCulture, $"{EndedPrefix}{at.UtcDateTime:yyyyMMdd}");

    /// <summary>Row of an ended chat: the contact centre, then the chat.</summary>
    public static string EndedRow(string contactCenterId, string chatId) => $"{Safe(contactCenterId.ToLowerInvariant())}|{chatId}";

    /// <summary>Partition of the chats of an address; the address is given by its digest.</summary>
    public static string Of(string addressKey) => "of|" + addressKey;

    /// <summary>Partition and row of the mark that the addresses of all notes are in the index by address.</summary>
    public const string Addressed = "addressed";

    /// <summary>Partition of the one lease of the self-hosts, and of the wake-ups for its holder. One query reads both.</summary>
    public const string Runner = "runner";

    /// <summary>Row of the self-hosts' lease.</summary>
    public const string RunnerLease = "lease";

    /// <summary>How the rows of wake-ups begin.</summary>
    public const string WakePrefix = "wake|";

    /// <summary>Row of the wake-up of a chat that needs a turn.</summary>
    public static string Wake(string chatId) => WakePrefix + chatId;

    /// <summary>Partition of the dead letters.</summary>
    public const string DeadLetterPartition = "open";

    /// <summary>Row of a dead letter: one for each entry and kind.</summary>
    public static string DeadLetter(string chatId, long index, string kind) => string.Create(CultureInfo.InvariantCulture, $"{chatId}|{index:D10}|{kind}");

    /// <summary>The name of the container of files. The prefix comes before it, in lower case.</summary>
    public const string Files = "files";

    /// <summary>A chat's folder in the container. It is a digest of the id, because the storage's own logs show the names of blobs.</summary>
    public static string Folder(string chatId) => Hash(chatId) + "/";

    /// <summary>A chat's shard: FNV-1a over its id. It is the same in every process and never changes.</summary>
    public static int Shard(string chatId, int shards)
    {
        var hash = 2166136261u;
        foreach (var c in chatId)
        {
            hash = (hash ^ c) * 16777619u;
        }

        return (int)(hash % (uint)shards);
    }

    /// <summary>160 bits of SHA-256 in hex: two texts never get the same key by chance.</summary>
    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 20));

    /// <summary>Keys must not hold / \ # ? or control characters (https://learn.microsoft.com/rest/api/storageservices/understanding-the-table-service-data-model).</summary>
    private static string Safe(string text) =>
        text.Any(c => c is '/' or '\\' or '#' or '?' or '|' || char.IsControl(c)) || text.Length > 100 ? Hash(text) : text;
}
