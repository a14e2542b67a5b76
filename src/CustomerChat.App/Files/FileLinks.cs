using System.Buffers.Binary;
using System.Security.Cryptography;
using CustomerChat.Chats;
using CustomerChat.Files;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;

namespace CustomerChat.App.Files;

/// <summary>
/// Sealed links. A token holds a chat, an entry, a file and an end, and shows none of them. Only the relay can make or read a token.
/// </summary>
public sealed class FileLinks(IDataProtectionProvider protection, RelayAddress address, IOptions<ChatFileOptions> options, TimeProvider time) : IFileLinks
{
    private const string Path = "api/files/";
    private const int Size = 16 + sizeof(long) + 1 + sizeof(long);

    private readonly IDataProtector _protector = protection.CreateProtector("CustomerChat.Files.v1");

    public bool IsOn => address.Base is not null;

    public string? LinkTo(string chatId, ChatEntry entry, int number) =>
        address.Base is not { } start ? null : $"{start}{Path}{Seal(new(chatId, entry.Index, number, time.GetUtcNow() + options.Value.LinkLifetime))}";

    /// <summary>The token of a link that this relay has made; null = any other link.</summary>
    public string? TokenOf(string link) =>
        address.Base is { } start && link.StartsWith(start + Path, StringComparison.OrdinalIgnoreCase) ? link[(start.Length + Path.Length)..].Split('?', '#')[0] : null;

    internal string Seal(FileTicket ticket)
    {
        Span<byte> bytes = stackalloc byte[Size];
        Guid.Parse(ticket.ChatId).TryWriteBytes(bytes);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[16..], ticket.Index);
        bytes[24] = (byte)ticket.Number;
        BinaryPrimitives.WriteInt64LittleEndian(bytes[25..], ticket.Until.ToUnixTimeSeconds());
        return WebEncoders.Base64UrlEncode(_protector.Protect(bytes.ToArray()));
    }

    /// <summary>What a token holds; null when the relay did not make the token. The caller checks whether the link has expired.</summary>
    internal FileTicket? Open(string token)
    {
        if (token.Length > 400)
        {
            return null;
        }

        try
        {
            return _protector.Unprotect(WebEncoders.Base64UrlDecode(token)) is { Length: Size } bytes
                ? new(
                    new Guid(bytes.AsSpan(0, 16)).ToString("D"), BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(16)), bytes[24],
                    DateTimeOffset.FromUnixTimeSeconds(BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(25))))
                : null;
        }
        catch (Exception e) when (e is CryptographicException or FormatException)
        {
            return null;
        }
    }
}
