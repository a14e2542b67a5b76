using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Azure.Data.Tables;
using CustomerChat.Chats;
using CustomerChat.Events;
using CustomerChat.Files;
using CustomerChat.Ledger;

namespace CustomerChat.Storage;

/// <summary>Writes chats and entries as rows, and reads them back. Columns may be added, but never removed.</summary>
internal static class ChatRows
{
    /// <summary>The column with the id of the commit that wrote the row. If an answer was lost, it tells this process's own write from another's.</summary>
    public const string CommitColumn = "Commit";

    /// <summary>The column with the handle of older chats, from before handles were sealed: a path.</summary>
    private const string PathColumn = "UpstreamPath";

    public static TableEntity Head(Chat chat, string commit, ISealer sealer)
    {
        var row = new TableEntity(chat.Id, TableKeys.Head)
        {
            [CommitColumn] = commit,
            [nameof(Chat.ContactCenterId)] = chat.ContactCenterId,
            [nameof(Chat.Nickname)] = chat.Nickname,
            [nameof(Chat.Subject)] = chat.Subject,
            [nameof(Chat.State)] = chat.State.ToString(),
            [nameof(Chat.CompletePending)] = chat.CompletePending,
            [nameof(Chat.NextIndex)] = chat.NextIndex,
            [nameof(Chat.SentThrough)] = chat.SentThrough,
            [nameof(Chat.AttemptedThrough)] = chat.AttemptedThrough,
            [nameof(Chat.EchoedThrough)] = chat.EchoedThrough,
            [nameof(Chat.DeliveredThrough)] = chat.DeliveredThrough,
            [nameof(Chat.NextUpstreamIndex)] = chat.NextUpstreamIndex,
            [nameof(Chat.OpenedAt)] = chat.OpenedAt,
            [nameof(Chat.LastActivityAt)] = chat.LastActivityAt,
            [nameof(Chat.CustomerWroteAt)] = chat.CustomerWroteAt,
        };
        TextColumns.Set(row, nameof(Chat.Participants), Json(chat.Participants));
        if (chat.Channel is not null)
        {
            Put(row, nameof(Chat.NotTakenTold), chat.NotTakenTold ? true : null);
            Put(row, nameof(Chat.EarlyReports), chat.EarlyReports.IsEmpty ? null : Json(chat.EarlyReports));
            row[nameof(Chat.DeliveredParts)] = chat.DeliveredParts;
            row[nameof(Chat.DeliveryAttempts)] = chat.DeliveryAttempts;
            row[nameof(Chat.ClosingPending)] = chat.ClosingPending;
            Put(row, nameof(Chat.DeliverAfter), chat.DeliverAfter);
            Put(row, nameof(Chat.HeldSince), chat.HeldSince);
            Put(row, nameof(Chat.CustomerWroteId), chat.CustomerWroteId);
            Put(row, "DeliveryLeaseId", chat.DeliveryLease?.Id);
            Put(row, "DeliveryLeaseUntil", chat.DeliveryLease?.Until);
        }

        TextColumns.Set(row, nameof(Chat.Events), chat.Events.IsEmpty ? null : Json(chat.Events));
        Put(row, nameof(Chat.Endpoint), chat.Endpoint);
        Put(row, nameof(Chat.EndReason), chat.EndReason?.ToString());
        Put(row, nameof(Chat.EndedAt), chat.EndedAt);
        Put(row, nameof(Chat.AnsweredAt), chat.AnsweredAt);
        Put(row, nameof(Chat.Upstream), Sealed(chat.Upstream, sealer));
        Put(row, nameof(Chat.Reserved), Sealed(chat.Reserved, sealer));
        Put(row, nameof(Chat.UpstreamCursor), chat.UpstreamCursor);
        Put(row, nameof(Chat.SeenUpstream), chat.SeenUpstream.IsEmpty ? null : Json(chat.SeenUpstream));
        TextColumns.Set(row, nameof(Chat.Choices), chat.Choices.IsEmpty ? null : Json(chat.Choices));
        Put(row, nameof(Chat.HandOverAskedAt), chat.HandOverAskedAt);
        Put(row, nameof(Chat.IsMessage), chat.IsMessage ? true : null);
        Put(row, nameof(Chat.WaitedFrom), chat.WaitedFrom);
        Put(row, nameof(Chat.WaitingTold), chat.WaitingTold == 0 ? null : chat.WaitingTold);
        if (chat.HandedOverTo is not null)
        {
            row[nameof(Chat.HandedOverTo)] = chat.HandedOverTo;
            row[nameof(Chat.UpstreamNumber)] = chat.UpstreamNumber;
            Put(row, nameof(Chat.HandedOverAt), chat.HandedOverAt);
            TextColumns.Set(row, nameof(Chat.Left), chat.Left.IsEmpty ? null : sealer.Seal(Json(chat.Left)));
        }

        TextColumns.Set(row, nameof(Chat.UserData), chat.UserData.IsEmpty ? null : Json(chat.UserData));
        TextColumns.Set(row, nameof(Chat.Unechoed), Join(chat.Unechoed));
        TextColumns.Set(row, nameof(Chat.NotTaken), Join(chat.NotTaken));
        TextColumns.Set(row, nameof(Chat.PendingFiles), chat.PendingFiles.IsEmpty ? null : Json(chat.PendingFiles));
        if (chat.FileBytes > 0)
        {
            row[nameof(Chat.FileDay)] = chat.FileDay.ToString("O", CultureInfo.InvariantCulture);
            row[nameof(Chat.FileBytes)] = chat.FileBytes;
        }

        Put(row, nameof(Chat.NextUpstreamOffset), chat.NextUpstreamOffset == 0 ? null : chat.NextUpstreamOffset);
        Put(row, "LeaseId", chat.Lease?.Id);
        Put(row, "LeaseUntil", chat.Lease?.Until);
        Put(row, "Channel", chat.Channel?.Channel);
        Put(row, "ChannelAccount", chat.Channel?.Account);
        Put(row, "ChannelAddress", chat.Channel?.Address);
        return row;
    }

    public static Chat Head(TableEntity row, ISealer sealer) => new()
    {
        Id = row.PartitionKey,
        ContactCenterId = row.GetString(nameof(Chat.ContactCenterId)),
        Nickname = row.GetString(nameof(Chat.Nickname)),
        Subject = row.GetString(nameof(Chat.Subject)),
        Endpoint = row.GetString(nameof(Chat.Endpoint)),
        UserData = TextColumns.Get(row, nameof(Chat.UserData)) is { } data
            ? JsonSerializer.Deserialize<ImmutableSortedDictionary<string, string>>(data)!
            : ImmutableSortedDictionary<string, string>.Empty,
        Channel = row.GetString("Channel") is { } channel
            ? new ChannelAddress(channel, row.GetString("ChannelAccount"), row.GetString("ChannelAddress"))
            : null,
        State = Enum.Parse<ChatState>(row.GetString(nameof(Chat.State))),
        EndReason = row.GetString(nameof(Chat.EndReason)) is { } reason ? Enum.Parse<EndReason>(reason) : null,
        EndedAt = row.GetDateTimeOffset(nameof(Chat.EndedAt)),
        AnsweredAt = row.GetDateTimeOffset(nameof(Chat.AnsweredAt)),
        Participants = JsonSerializer.Deserialize<ImmutableArray<Participant>>(TextColumns.Get(row, nameof(Chat.Participants))!),
        Upstream = Unsealed(row, nameof(Chat.Upstream), sealer) ?? (row.GetString(PathColumn) is { } path ? new(path) : null),
        Reserved = Unsealed(row, nameof(Chat.Reserved), sealer),
        UpstreamCursor = row.GetString(nameof(Chat.UpstreamCursor)),
        SeenUpstream = row.GetString(nameof(Chat.SeenUpstream)) is { } seen ? JsonSerializer.Deserialize<ImmutableArray<string>>(seen) : [],
        Choices = TextColumns.Get(row, nameof(Chat.Choices)) is { } choices ? JsonSerializer.Deserialize<ImmutableArray<Choice>>(choices) : [],
        IsMessage = row.GetBoolean(nameof(Chat.IsMessage)) ?? false,
        WaitedFrom = row.GetDateTimeOffset(nameof(Chat.WaitedFrom)),
        WaitingTold = row.GetInt32(nameof(Chat.WaitingTold)) ?? 0,
        HandOverAskedAt = row.GetDateTimeOffset(nameof(Chat.HandOverAskedAt)),
        HandedOverTo = row.GetString(nameof(Chat.HandedOverTo)),
        UpstreamNumber = row.GetInt32(nameof(Chat.UpstreamNumber)) ?? 0,
        HandedOverAt = row.GetDateTimeOffset(nameof(Chat.HandedOverAt)),
        Left = Unsealed(TextColumns.Get(row, nameof(Chat.Left)), sealer) is { } left ? JsonSerializer.Deserialize<ImmutableArray<LeftUpstream>>(left) : [],
        CompletePending = row.GetBoolean(nameof(Chat.CompletePending)) ?? false,
        NextIndex = Number(row, nameof(Chat.NextIndex)),
        SentThrough = Number(row, nameof(Chat.SentThrough)),
        AttemptedThrough = Number(row, nameof(Chat.AttemptedThrough)),
        Unechoed = Split(TextColumns.Get(row, nameof(Chat.Unechoed))),
        NotTaken = Split(TextColumns.Get(row, nameof(Chat.NotTaken))),
        NotTakenTold = row.GetBoolean(nameof(Chat.NotTakenTold)) ?? false,
        EarlyReports = row.GetString(nameof(Chat.EarlyReports)) is { } reports ? JsonSerializer.Deserialize<ImmutableArray<EarlyReport>>(reports) : [],
        Events = TextColumns.Get(row, nameof(Chat.Events)) is { } events ? JsonSerializer.Deserialize<ImmutableArray<LifecycleEvent>>(events) : [],
        PendingFiles = TextColumns.Get(row, nameof(Chat.PendingFiles)) is { } pending ? JsonSerializer.Deserialize<ImmutableArray<PendingFile>>(pending) : [],
        FileDay = row.GetString(nameof(Chat.FileDay)) is { } day ? DateOnly.ParseExact(day, "O", CultureInfo.InvariantCulture) : default,
        FileBytes = Number(row, nameof(Chat.FileBytes)),
        NextUpstreamOffset = row.GetInt32(nameof(Chat.NextUpstreamOffset)) ?? 0,
        DeliveredThrough = Number(row, nameof(Chat.DeliveredThrough)),
        NextUpstreamIndex = Number(row, nameof(Chat.NextUpstreamIndex)),
        DeliveredParts = row.GetInt32(nameof(Chat.DeliveredParts)) ?? 0,
        DeliveryAttempts = row.GetInt32(nameof(Chat.DeliveryAttempts)) ?? 0,
        DeliverAfter = row.GetDateTimeOffset(nameof(Chat.DeliverAfter)),
        HeldSince = row.GetDateTimeOffset(nameof(Chat.HeldSince)),
        CustomerWroteId = row.GetString(nameof(Chat.CustomerWroteId)),
        DeliveryLease = row.GetString("DeliveryLeaseId") is { } delivery ? new ChatLease(delivery, Time(row, "DeliveryLeaseUntil")) : null,
        ClosingPending = row.GetBoolean(nameof(Chat.ClosingPending)) ?? false,
        CustomerWroteAt = Time(row, nameof(Chat.CustomerWroteAt)),
        Lease = row.GetString("LeaseId") is { } lease ? new ChatLease(lease, Time(row, "LeaseUntil")) : null,
        OpenedAt = Time(row, nameof(Chat.OpenedAt)),
        LastActivityAt = Time(row, nameof(Chat.LastActivityAt)),
    };

    public static TableEntity Entry(string chatId, ChatEntry entry, string commit)
    {
        var row = new TableEntity(chatId, TableKeys.Entry(entry.Index))
        {
            [CommitColumn] = commit,
            [nameof(ChatEntry.Type)] = entry.Type.ToString(),
            ["Nickname"] = entry.From.Nickname,
            ["ParticipantId"] = entry.From.ParticipantId,
            ["ParticipantType"] = entry.From.Type.ToString(),
            [nameof(ChatEntry.At)] = entry.At,
        };
        TextColumns.Set(row, nameof(ChatEntry.Text), entry.Text);
        TextColumns.Set(row, nameof(ChatEntry.Url), entry.Url);
        Put(row, nameof(ChatEntry.UpstreamIndex), entry.UpstreamIndex);
        Put(row, nameof(ChatEntry.ClientId), entry.ClientId);
        Put(row, nameof(ChatEntry.Files), entry.Files.IsEmpty ? null : Json(entry.Files));
        Put(row, nameof(ChatEntry.Chosen), entry.Chosen);
        TextColumns.Set(row, nameof(ChatEntry.Choices), entry.Choices.IsEmpty ? null : Json(entry.Choices));
        return row;
    }

    public static ChatEntry Entry(TableEntity row) => new()
    {
        Index = long.Parse(row.RowKey.AsSpan(2), CultureInfo.InvariantCulture),
        Type = Enum.Parse<EntryType>(row.GetString(nameof(ChatEntry.Type))),
        From = new Participant(
            row.GetString("Nickname"), row.GetString("ParticipantId"), Enum.Parse<ParticipantType>(row.GetString("ParticipantType"))),
        Text = TextColumns.Get(row, nameof(ChatEntry.Text)),
        Url = TextColumns.Get(row, nameof(ChatEntry.Url)),
        At = Time(row, nameof(ChatEntry.At)),
        UpstreamIndex = row.GetInt64(nameof(ChatEntry.UpstreamIndex)),
        ClientId = row.GetString(nameof(ChatEntry.ClientId)),
        Chosen = row.GetString(nameof(ChatEntry.Chosen)),
        Choices = TextColumns.Get(row, nameof(ChatEntry.Choices)) is { } choices ? JsonSerializer.Deserialize<ImmutableArray<Choice>>(choices) : [],
        Files = row.GetString(nameof(ChatEntry.Files)) is { } files ? JsonSerializer.Deserialize<ImmutableArray<ChatFile>>(files) : [],
        Receipt = row.GetString("DeliveryStatus") is { } status
            ? new DeliveryReceipt(
                long.Parse(row.RowKey.AsSpan(2), CultureInfo.InvariantCulture),
                row.GetString("ProviderId"),
                Enum.Parse<DeliveryStatus>(status),
                row.GetString("DeliveryError") is { Length: > 0 } error ? error : null)
            : null,
    };

    /// <summary>The columns that a receipt adds to its entry's row.</summary>
    public static TableEntity Receipt(string chatId, DeliveryReceipt receipt)
    {
        var row = new TableEntity(chatId, TableKeys.Entry(receipt.Index))
        {
            ["DeliveryStatus"] = receipt.Status.ToString(),

            // The columns are merged into the row: a column that is left out would keep its old value.
            ["DeliveryError"] = receipt.Error ?? "",
        };
        Put(row, "ProviderId", receipt.ProviderId);
        return row;
    }

    /// <summary>Whether a head's row is a tombstone.</summary>
    public static bool IsTombstone(TableEntity row) => row.GetBoolean("Erased") is true;

    /// <summary>Makes the tombstone from a head's row. It needs no sealed column, so a chat can be erased even if its sealing keys are lost.</summary>
    public static Tombstone TombstoneOf(TableEntity row) => new(
        row.PartitionKey,
        row.GetString(nameof(Chat.ContactCenterId)),
        row.GetDateTimeOffset(nameof(Chat.EndedAt)) ?? Time(row, nameof(Chat.OpenedAt)),
        row.GetString("ChannelAddress") is { } address ? TableKeys.Address(address) : null);

    public static Tombstone Tombstone(TableEntity row) =>
        new(row.PartitionKey, row.GetString(nameof(Chat.ContactCenterId)), Time(row, nameof(Chat.EndedAt)), row.GetString("AddressKey"));

    public static TableEntity Tombstone(Tombstone tombstone)
    {
        var row = new TableEntity(tombstone.ChatId, TableKeys.Head)
        {
            ["Erased"] = true,
            [nameof(Chat.ContactCenterId)] = tombstone.ContactCenterId,
            [nameof(Chat.EndedAt)] = tombstone.EndedAt,
        };
        Put(row, "AddressKey", tombstone.AddressKey);
        return row;
    }

    private static string? Sealed(UpstreamHandle? handle, ISealer sealer) => handle is null ? null : sealer.Seal(handle.Value);

    private static UpstreamHandle? Unsealed(TableEntity row, string column, ISealer sealer) =>
        Unsealed(row.GetString(column), sealer) is { } text ? new(text) : null;

    /// <summary>
    /// A value that can't be unsealed, because its key is lost, counts as not stored: the chat is then opened anew at the contact centre,
    /// and can be erased.
    /// </summary>
    private static string? Unsealed(string? text, ISealer sealer)
    {
        try
        {
            return text is null ? null : sealer.Unseal(text);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static string? Join(ImmutableArray<long> indexes) => indexes.IsEmpty ? null : string.Join(',', indexes);

    private static ImmutableArray<long> Split(string? indexes) =>
        indexes is null ? [] : [.. indexes.Split(',').Select(i => long.Parse(i, CultureInfo.InvariantCulture))];

    private static void Put(TableEntity row, string column, object? value)
    {
        if (value is not null)
        {
            row[column] = value;
        }
    }

    private static long Number(TableEntity row, string column) => row.GetInt64(column) ?? 0;

    private static DateTimeOffset Time(TableEntity row, string column) => row.GetDateTimeOffset(column) ?? default;

    private static string Json<T>(T value) => JsonSerializer.Serialize(value);
}
