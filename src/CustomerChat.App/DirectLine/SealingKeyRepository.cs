using System.Xml.Linq;
using CustomerChat.Storage;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace CustomerChat.App.DirectLine;

/// <summary>
/// Keeps the keys of ASP.NET's data protection in the relay's storage. The interface is synchronous. ASP.NET calls it at the start and then
/// once a day.
/// </summary>
internal sealed class SealingKeyRepository(SealingKeys keys) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements() =>
        [.. keys.ListAsync(CancellationToken.None).GetAwaiter().GetResult().Select(k => XElement.Parse(k))];

    public void StoreElement(XElement element, string friendlyName) =>
        keys.AddAsync(friendlyName, element.ToString(SaveOptions.DisableFormatting), CancellationToken.None).GetAwaiter().GetResult();
}
