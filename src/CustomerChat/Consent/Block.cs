using System.Security.Cryptography;
using System.Text;

namespace CustomerChat.Consent;

/// <summary>A blocked address, or a blocked beginning of addresses. The relay does not pass on messages from it.</summary>
/// <param name="Channel">The channel, in lower case.</param>
/// <param name="Account">The account of the channel, in lower case; null = all accounts.</param>
/// <param name="Address">The address, or its beginning, as <see cref="Normal"/> writes it.</param>
/// <param name="IsPrefix">True: all addresses that begin with <paramref name="Address"/> are blocked.</param>
/// <param name="Reason">Why the address is blocked, in an operator's words.</param>
/// <param name="By">Who blocked the address, as the operator says; null = not said.</param>
/// <param name="At">When the address was blocked.</param>
public sealed record Block(string Channel, string? Account, string Address, bool IsPrefix, string Reason, string? By, DateTimeOffset At)
{
    private const string TwiliosWhatsApp = "whatsapp:";

    /// <summary>The id of the block: a digest of what it blocks. It does not show the address. A second block of the same address replaces the first.</summary>
    public string Id => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes($"{Channel}\n{Account}\n{(IsPrefix ? "prefix" : "address")}\n{Address}")).AsSpan(0, 16));

    /// <summary>
    /// Writes an address in the form in which addresses are compared. People write phone numbers with spaces and marks, WhatsApp's numbers
    /// have no plus, and Twilio puts <c>whatsapp:</c> before them. On other channels the address stays as the provider gives it.
    /// </summary>
    public static string Normal(string channel, string address)
    {
        var text = address.Trim();
        if (channel is not ("sms" or "whatsapp"))
        {
            return text;
        }

        var number = text.StartsWith(TwiliosWhatsApp, StringComparison.OrdinalIgnoreCase) ? text[TwiliosWhatsApp.Length..].Trim() : text;
        if (number.Any(c => !char.IsAsciiDigit(c) && c is not ('+' or ' ' or '\u00A0' or '-' or '.' or '/' or '(' or ')')))
        {
            return text;
        }

        var digits = string.Concat(number.Where(char.IsAsciiDigit));
        return channel == "sms" && number.StartsWith('+') ? "+" + digits : digits;
    }
}
