# check-server.ps1: reads what a check of the server looks at besides the platform itself; changes nothing
param([string]$InstallDir = '')

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

# <shared: process>
function Format-Time($Time) {
    if ($null -eq $Time) { return $null }
    return ([datetime]$Time).ToUniversalTime().ToString('yyyy-MM-ddTHH:mm:ss.fffZ', [Globalization.CultureInfo]::InvariantCulture)
}

# The start of a process, UTC; null where it can't be read. Read twice: one that moves is none.
function Get-ProcessStart([int]$Id) {
    if ($Id -le 0) { return $null }
    $seen = @()
    foreach ($i in 1, 2) {
        $start = $null
        try { $start = (Get-Process -Id $Id -ErrorAction Stop).StartTime } catch { $start = $null }
        if ($null -eq $start) {
            try { $start = (Get-CimInstance -ClassName Win32_Process -Filter "ProcessId = $Id" -ErrorAction Stop).CreationDate } catch { $start = $null }
        }
        if ($null -eq $start) { return $null }
        $seen += ([datetime]$start).ToUniversalTime()
        Start-Sleep -Milliseconds 20
    }
    if ([math]::Abs(($seen[1] - $seen[0]).TotalMilliseconds) -gt 5) { return $null }
    return $seen[0]
}

# What an event says. A source without its message file: Windows shows no text, the inserted strings are the text.
function Get-EventText($Entry) {
    $text = [string]$Entry.Message
    foreach ($p in @($Entry.Properties)) { if ($null -ne $p -and -not $text.Contains([string]$p.Value)) { $text = ($text + ' ' + [string]$p.Value).Trim() } }
    return $text
}

# The newest events of a source in the Application log, newest first: @{ Time (UTC); Text }.
$newest = 60
function Get-SourceEvents([string]$Source) {
    $events = @()
    try { $events = @(Get-WinEvent -FilterHashtable @{ LogName = 'Application'; ProviderName = $Source } -MaxEvents $newest -ErrorAction Stop) } catch { $events = @() }
    foreach ($e in $events) { @{ Time = ([datetime]$e.TimeCreated).ToUniversalTime(); Text = (Get-EventText $e) } }
}

# When the service started: the later of its process's start and of the event that says so; null where neither tells.
function Get-ServiceStart([int]$ProcessId, $Events) {
    $start = Get-ProcessStart $ProcessId
    foreach ($e in $Events) {
        if ($e.Text -match 'Service started successfully') {
            if ($null -eq $start -or $e.Time -gt $start) { $start = $e.Time }
            break
        }
    }
    return $start
}
# </shared: process>

# <shared: platform>
# Where the platform is installed; null where it can't be found.
function Find-InstallDir([string]$Given) {
    if ($Given) { return $Given.TrimEnd('\') }
    foreach ($key in 'HKLM:\SOFTWARE\OutSystems\Installer\Server', 'HKLM:\SOFTWARE\WOW6432Node\OutSystems\Installer\Server') {
        $values = Get-ItemProperty -LiteralPath $key -ErrorAction SilentlyContinue
        if ($null -ne $values -and $values.'(default)') { return ([string]$values.'(default)').Trim().TrimEnd('\') }
    }
    $usual = Join-Path $env:ProgramFiles 'OutSystems\Platform Server'
    if (Test-Path -LiteralPath $usual) { return $usual }
    return $null
}
# </shared: platform>

try {
    $answer = [ordered]@{ now = $null; powerShell = [string]$PSVersionTable.PSVersion; languageMode = [string]$ExecutionContext.SessionState.LanguageMode
        executionPolicy = ''; installDir = $null; missing = @(); drive = $null; freeBytes = $null }
    $policies = @(Get-ExecutionPolicy -List | Where-Object { @('MachinePolicy', 'UserPolicy') -contains [string]$_.Scope -and [string]$_.ExecutionPolicy -ne 'Undefined' })
    if ($policies.Count -gt 0) { $answer.executionPolicy = [string]$policies[0].ExecutionPolicy }
    $directory = Find-InstallDir $InstallDir
    $answer.installDir = $directory
    if ($null -ne $directory) {
        $answer.missing = @(foreach ($tool in 'ConfigurationTool.com', 'SCInstaller.exe') {
                if (-not (Test-Path -LiteralPath (Join-Path $directory $tool))) { $tool }
            })
        $answer.drive = $directory.Substring(0, 2)
        $row = Get-CimInstance -ClassName Win32_LogicalDisk -Filter "DeviceID = '$($answer.drive)'" -ErrorAction SilentlyContinue | Select-Object -First 1
        if ($null -ne $row -and $null -ne $row.FreeSpace) { $answer.freeBytes = [long]$row.FreeSpace }
    }
    $answer.now = Format-Time ([datetime]::UtcNow)
    Send-Answer $answer
} catch { Stop-WithCause $_ }
