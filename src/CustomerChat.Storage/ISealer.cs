namespace CustomerChat.Storage;

/// <summary>Seals what would give access to other systems, before it is stored: who reads the storage alone can't use it.</summary>
public interface ISealer
{
    /// <summary>The text, sealed; another one each time.</summary>
    string Seal(string text);

    /// <summary>The text that was sealed.</summary>
    string Unseal(string sealedText);
}
