# test-port.ps1: says whether this server can open a connection to a port of another; changes nothing
param([string]$HostName, [int]$Port, [int]$TimeoutSeconds = 5)

# <shared: answer>
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$WarningPreference = 'SilentlyContinue'

# The answer is one line of JSON in plain ASCII after a marker: code pages, banners and line folding can't hurt it.
function Send-Answer([Collections.IDictionary]$Answer) {
    $json = ConvertTo-Json -InputObject $Answer -Compress -Depth 6
    $ascii = [regex]::Replace($json, '[^\x20-\x7e]', { param($m) '\u{0:x4}' -f [int][char]$m.Value })
    [Console]::Out.WriteLine('OSFAILOVER:' + $ascii)
    [Console]::Out.Flush()
}

function Stop-With([string]$Code, [string]$Message) {
    Send-Answer ([ordered]@{ error = $Code; message = $Message })
    exit 1
}

function Get-WindowsError($Exception) {
    for ($e = $Exception; $null -ne $e; $e = $e.InnerException) {
        if ($e -is [ComponentModel.Win32Exception]) { return $e.NativeErrorCode }
    }
    return 0
}

function Stop-WithCause($Record) {
    $code = 'COMMAND_FAILED'
    $texts = @()
    for ($e = $Record.Exception; $null -ne $e; $e = $e.InnerException) {
        # by type or number, in whatever language Windows speaks; -2147024891 is 0x80070005, and AccessDenied is WMI's word for it
        if ($e -is [UnauthorizedAccessException] -or $e -is [Security.SecurityException] -or $e.HResult -eq -2147024891 -or [string]$e.NativeErrorCode -eq 'AccessDenied') { $code = 'PRIVILEGE_MISSING' }
        if ($texts -notcontains $e.Message) { $texts += [string]$e.Message }
    }
    switch (Get-WindowsError $Record.Exception) {
        5 { $code = 'PRIVILEGE_MISSING' }
        1058 { $code = 'NOT_IN_WANTED_STATE' }
        1060 { $code = 'SERVICE_ABSENT' }
    }
    Stop-With $code ($texts -join ' / ')
}
# </shared: answer>

try {
    $client = New-Object Net.Sockets.TcpClient
    $reason = $null
    try {
        $connecting = $client.BeginConnect($HostName, $Port, $null, $null)
        if ($connecting.AsyncWaitHandle.WaitOne([timespan]::FromSeconds($TimeoutSeconds))) { $client.EndConnect($connecting) }
        else { $reason = "no connection within $TimeoutSeconds s" }
    } catch {
        $cause = $_.Exception
        while ($null -ne $cause.InnerException) { $cause = $cause.InnerException }
        $reason = [string]$cause.Message
    } finally { $client.Close() }
    Send-Answer ([ordered]@{ open = ($null -eq $reason); reason = $reason })
} catch { Stop-WithCause $_ }
