namespace CustomerChat.Sandbox.Http;

/// <summary>The planned faults, and how often each operation was called.</summary>
internal sealed class FaultPlan
{
    private readonly Lock _lock = new();
    private readonly List<Fault> _faults = [];
    private readonly Dictionary<string, long> _calls = new(StringComparer.Ordinal);

    public void Add(Fault fault)
    {
        lock (_lock)
        {
            _faults.Add(fault);
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _faults.Clear();
        }
    }

    public IReadOnlyDictionary<string, long> Calls
    {
        get
        {
            lock (_lock)
            {
                return new Dictionary<string, long>(_calls);
            }
        }
    }

    /// <summary>Counts a call, and takes the fault that is planned for it; null = the call does not fail.</summary>
    public Fault? Take(string operation)
    {
        lock (_lock)
        {
            _calls[operation] = _calls.GetValueOrDefault(operation) + 1;
            var fault = _faults.Find(f => f.IsFor(operation));
            if (fault is null || Random.Shared.NextDouble() >= fault.Probability)
            {
                return null;
            }

            if (--fault.Count <= 0)
            {
                _faults.Remove(fault);
            }

            return fault;
        }
    }
}
