using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
using CustomerChat.Storage;
using Microsoft.AspNetCore.DataProtection;

namespace CustomerChat.App.Http;

/// <summary>Seals with ASP.NET's data protection. The keys are in the relay's storage.</summary>
internal sealed class Sealer(IDataProtectionProvider protection) : ISealer
{
    private readonly IDataProtector _protector = protection.CreateProtector("CustomerChat.Upstream.v1");

    public string Seal(string text) => Run(_protector.Protect, text);

    public string Unseal(string sealedText) => Run(_protector.Unprotect, sealedText);

    /// <summary>
    /// When the storage of the keys is down, this throws the storage's own exception, not the CryptographicException around it.
    /// </summary>
    private static string Run(Func<string, string> seal, string text)
    {
        try
        {
            return seal(text);
        }
        catch (CryptographicException e) when (e.InnerException is { } inner and not CryptographicException)
        {
            ExceptionDispatchInfo.Throw(inner);
            throw;
        }
    }
}
