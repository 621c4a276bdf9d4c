# read-server.ps1: reads the platform's services, version, serial number and the addresses it is configured with; changes nothing
param(
    # all optional: where the platform is not where or what its documentation says
    [string]$InstallDir = '',
    [string]$ServiceNames = '',
    [string]$Ports = '',
    [string]$ConnectionSections = 'PlatformDatabaseConfiguration,LoggingDatabaseConfiguration,SessionDatabaseConfiguration',
    [string]$InitialisedMessage = 'Service initialized successfully',
    [string]$InitialisationErrorMessage = 'Initialization error'
)

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

# <shared: services>
# By its exact name: a bracket in it is no wildcard.
function Get-NamedService([string]$Name) {
    return Get-Service -Name ([Management.Automation.WildcardPattern]::Escape($Name))
}

# By service name, then by display name; the vendor spells one of them with and without "Service".
# Null: there is none. A service that is there but hidden from this login is an error, never "absent".
function Find-PlatformService([string]$Name) {
    $names = @(@($Name, ($Name -replace ' Service$', '')) | Select-Object -Unique)
    foreach ($n in $names) {
        $exactly = [Management.Automation.WildcardPattern]::Escape($n)
        $found = @(Get-Service -Name $exactly -ErrorAction SilentlyContinue)
        if ($found.Count -eq 0) { $found = @(Get-Service -DisplayName $exactly -ErrorAction SilentlyContinue) }
        if ($found.Count -gt 0) { return $found[0] }
    }
    foreach ($n in $names) {
        $key = Get-ItemProperty -LiteralPath "HKLM:\SYSTEM\CurrentControlSet\Services\$n" -ErrorAction SilentlyContinue
        if ($null -ne $key -and $key.ImagePath) {
            throw (New-Object UnauthorizedAccessException "the service '$n' is installed, but this login may not see it: it needs an administrator's rights")
        }
    }
    return $null
}

function Get-ServiceRow($Service) {
    $filter = "Name = '" + ($Service.ServiceName -replace "'", "\'") + "'"
    return Get-CimInstance -ClassName Win32_Service -Filter $filter -ErrorAction SilentlyContinue | Select-Object -First 1
}

# Automatic (delayed or not), Manual or Disabled; '' where it can't be read.
function Get-StartType($Service) {
    $type = [string]$Service.StartType
    if (-not $type) { $type = [string](Get-ServiceRow $Service).StartMode }
    if (-not $type) {
        $key = Get-ItemProperty -LiteralPath "HKLM:\SYSTEM\CurrentControlSet\Services\$($Service.ServiceName)" -ErrorAction SilentlyContinue
        if ($null -ne $key) { $type = @('Boot', 'System', 'Automatic', 'Manual', 'Disabled')[[int]$key.Start] }
    }
    if ($type -match '^(Auto|Boot|System)') { return 'Automatic' }
    return $type
}

function Wait-Status($Service, [string[]]$Wanted, [datetime]$Until) {
    while ($true) {
        $Service.Refresh()
        if ($Wanted -contains [string]$Service.Status) { return $true }
        if ([datetime]::UtcNow -ge $Until) { return $false }
        Start-Sleep -Milliseconds 200
    }
}

# Windows may say Stopped while the service's process still works, or holds its port: its end is waited for.
function Wait-ProcessEnd($Service, [int]$Id, [string]$Name, [datetime]$Until) {
    while ($Id -gt 0 -and $Name) {
        $process = Get-Process -Id $Id -ErrorAction SilentlyContinue
        if ($null -eq $process -or [string]$process.ProcessName -ne $Name) { return }
        if ([datetime]::UtcNow -ge $Until) { Stop-With 'NOT_IN_WANTED_STATE' "Windows says that $($Service.ServiceName) has stopped, but its process $Id ($Name) still runs" }
        Start-Sleep -Milliseconds 200
    }
}

# Stops the service and first what depends on it. Answers the names of the dependents that were stopped.
# A service that is starting doesn't take the command yet, and one may ignore it: asked again every 5 seconds.
function Stop-PlatformService($Service, [datetime]$Until) {
    foreach ($dependent in @($Service.DependentServices)) {
        if ([string]$dependent.Status -ne 'Stopped') {
            Stop-PlatformService $dependent $Until
            $dependent.ServiceName
        }
    }
    $id = 0
    # one that shares its process with others leaves it running
    if ([string]$Service.ServiceType -match 'OwnProcess') { $id = [int](Get-ServiceRow $Service).ProcessId }
    $name = [string](Get-Process -Id $id -ErrorAction SilentlyContinue).ProcessName
    $refusals = 0
    $refusal = ''
    $asked = $false
    while ($true) {
        $Service.Refresh()
        $status = [string]$Service.Status
        if ($status -eq 'Stopped') {
            Wait-ProcessEnd $Service $id $name $Until
            return
        }
        if ($asked -and [datetime]::UtcNow -ge $Until) {
            $row = Get-ServiceRow $Service
            Stop-With 'NOT_IN_WANTED_STATE' "$($Service.ServiceName) is still $status (process $($row.ProcessId)): the time to stop has passed$refusal"
        }
        $asked = $true
        if ($status -notmatch 'Pending$') {
            try { $Service.Stop() } catch {
                # 1062: it isn't running (any more); 1061: it doesn't take commands at this moment
                $number = Get-WindowsError $_.Exception
                if ($number -ne 1062 -and $number -ne 1061) {
                    $refusals++
                    $refusal = "; it was refused: $($_.Exception.GetBaseException().Message)"
                    if ($refusals -ge 2 -or $number -eq 5) { throw }
                }
            }
            $again = [datetime]::UtcNow.AddSeconds(5)
            if ($again -gt $Until) { $again = $Until }
            $null = Wait-Status $Service @('Stopped', 'StopPending') $again
        }
        $null = Wait-Status $Service @('Stopped') ([datetime]::UtcNow.AddSeconds(1))
    }
}

# Starts the service and sees that it still runs a second later.
function Start-PlatformService($Service, [datetime]$Until) {
    if ([string]$Service.Status -eq 'StopPending') { $null = Wait-Status $Service @('Stopped') $Until }
    $Service.Refresh()
    if (@('Running', 'StartPending') -notcontains [string]$Service.Status) {
        try { $Service.Start() } catch { if ((Get-WindowsError $_.Exception) -ne 1056) { throw } }
    }
    $null = Wait-Status $Service @('Running', 'Stopped') $Until
    if ([string]$Service.Status -eq 'Running') {
        Start-Sleep -Seconds 1
        $Service.Refresh()
        if ([string]$Service.Status -eq 'Running') { return }
    }
    if ([string]$Service.Status -eq 'Stopped') {
        Stop-With 'COMMAND_FAILED' "$($Service.ServiceName) started and ended again (exit code $((Get-ServiceRow $Service).ExitCode)): see the server's Application event log"
    }
    Stop-With 'NOT_IN_WANTED_STATE' "$($Service.ServiceName) is still $($Service.Status): the time to start has passed"
}
# </shared: services>

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

# <shared: configuration>
# server.hsconf as text in which every byte is kept: UTF-16 is decoded; every other encoding (UTF-8, ANSI) is taken byte
# for byte, since the markup and the two addresses are ASCII in all of them. Its marks of byte order stay in the text.
function ConvertFrom-ConfigurationBytes([byte[]]$Bytes) {
    $encoding = [Text.Encoding]::GetEncoding(28591)
    if ($Bytes.Length -ge 2) {
        $little = ($Bytes[0] -eq 0xFF -and $Bytes[1] -eq 0xFE) -or ($Bytes[0] -eq 0x3C -and $Bytes[1] -eq 0)
        $big = ($Bytes[0] -eq 0xFE -and $Bytes[1] -eq 0xFF) -or ($Bytes[0] -eq 0 -and $Bytes[1] -eq 0x3C)
        if ($little -or $big) { $encoding = New-Object Text.UnicodeEncoding $big, $false }
    }
    return @{ Text = $encoding.GetString($Bytes); Encoding = $encoding }
}

function ConvertTo-ConfigurationXml([string]$Text) {
    $xml = New-Object Xml.XmlDocument
    $xml.XmlResolver = $null
    $xml.LoadXml($Text.TrimStart([char]0xFEFF, [char]0xEF, [char]0xBB, [char]0xBF))
    return $xml
}
# </shared: configuration>

# <shared: job>
# A long command runs outside the SSH session, whose end would end it, in a folder of its own; it is found again by its id.
# The folder is where only administrators can write: what lies in it is run.
function Get-JobRoot { return (Join-Path $env:ProgramFiles 'OutSystems failover\jobs') }

# What Windows' guards wrote since then, as one sentence; judged by log and number, in whatever language they write.
function Get-GuardWords([datetime]$Since) {
    $logs = [ordered]@{ 'Microsoft-Windows-Windows Defender/Operational' = @(1116, 1117, 1121, 1122); 'Microsoft-Windows-AppLocker/EXE and DLL' = @(8004)
        'Microsoft-Windows-AppLocker/MSI and Script' = @(8007); 'Microsoft-Windows-CodeIntegrity/Operational' = @(3077) }
    $said = @()
    $unread = @()
    foreach ($log in $logs.Keys) {
        try {
            foreach ($e in @(Get-WinEvent -FilterHashtable @{ LogName = $log; Id = $logs[$log]; StartTime = $Since } -MaxEvents 2 -ErrorAction Stop)) {
                $text = [string]$e.Message
                foreach ($p in @($e.Properties)) { if ($null -ne $p -and -not $text.Contains([string]$p.Value)) { $text = ($text + ' ' + [string]$p.Value).Trim() } }
                $text = [regex]::Replace($text, '\s+', ' ')
                $audit = ''
                if ($e.Id -eq 1122) { $audit = ' (only audited)' }
                $said += "$log $($e.Id)${audit}: $($text.Substring(0, [math]::Min(300, $text.Length)))"
            }
        } catch { if ([string]$_.FullyQualifiedErrorId -notmatch '^NoMatching(Events|Logs)Found') { $unread += $log } }
    }
    $words = 'the event logs of Defender, AppLocker and Code Integrity have nothing about it; another antivirus keeps its own log'
    if ($said.Count -gt 0) { $words = 'at that time Windows wrote: ' + ($said -join ' / ') }
    if ($unread.Count -gt 0) { $words += "; these logs can't be read: $($unread -join ', ')" }
    return $words
}

# The files of one start: each has a number of its own, and whoever makes its folder claim-N first decides whether it runs.
function Get-Starts([string]$Folder) {
    return @(Get-ChildItem -LiteralPath $Folder -ErrorAction SilentlyContinue | Where-Object { $_.Name -match '^run-(\w+)\.cmd$' } | ForEach-Object { $_.Name -replace '^run-(\w+)\.cmd$', '$1' })
}

# Takes a start back: it can't begin any more. False: it has begun.
function Revoke-Start([string]$Folder, [string]$Number) {
    $claim = Join-Path $Folder "claim-$Number"
    $run = Join-Path $Folder ('run-{0}.cmd' -f $Number)
    try { $null = New-Item -ItemType Directory -Path $claim -ErrorAction Stop } catch { if (Test-Path -LiteralPath $claim) { return $false } }
    # where no folder can be made, it can't begin without its file either
    Remove-Item -LiteralPath $run -Force -ErrorAction SilentlyContinue
    return ((Test-Path -LiteralPath $claim) -or -not (Test-Path -LiteralPath $run))
}

# The process that runs one of these starts; 0: none does; -1: it can't be told.
function Find-StartProcess([string[]]$Numbers) {
    try { $all = @(Get-CimInstance -ClassName Win32_Process -Filter "Name = 'cmd.exe'" -ErrorAction Stop) } catch { return -1 }
    foreach ($number in $Numbers) { foreach ($each in $all) { if ([string]$each.CommandLine -like ('*run-{0}.cmd*' -f $number)) { return [int]$each.ProcessId } } }
    if (@($all | Where-Object { -not $_.CommandLine }).Count -gt 0) { return -1 }
    return 0
}

# A job must have begun after so many seconds.
$sign = 30
$gone = 'the command is gone and left no exit code: something ended it while it worked (where antivirus does, the override dotnet.jobs: scheduled-task starts it another way)'

function Read-Job([string]$Folder, [int]$Kept = 4000) {
    $job = @{ State = 'LOST'; ExitCode = $null; Output = ''; Why = ''; Elapsed = 0; Bytes = 0; ProcessId = 0 }
    if (-not (Test-Path -LiteralPath $Folder)) { $job.State = 'ABSENT'; return $job }
    $item = Get-Item -LiteralPath $Folder
    $begun = $item.CreationTimeUtc
    $job.Elapsed = [int][math]::Max(0, ([datetime]::UtcNow - $begun).TotalSeconds)
    $out = Join-Path $Folder 'output.txt'
    $exit = Join-Path $Folder 'exit.txt'
    $pidFile = Join-Path $Folder 'pid.txt'
    if (Test-Path -LiteralPath $exit) {
        $job.ExitCode = [int]([string](Get-Content -LiteralPath $exit -TotalCount 1)).Trim()
        $job.State = 'ENDED'
    } elseif (Test-Path -LiteralPath $pidFile) {
        $id = [int]([string](Get-Content -LiteralPath $pidFile -TotalCount 1)).Trim()
        $process = Get-Process -Id $id -ErrorAction SilentlyContinue
        # another process may have got the number since
        if ($null -ne $process -and ($null -eq $process.StartTime -or $process.StartTime.ToUniversalTime() -lt [IO.File]::GetLastWriteTimeUtc($pidFile).AddSeconds(10))) { $job.State = 'RUNNING'; $job.ProcessId = $id }
        elseif (Test-Path -LiteralPath $exit) { return Read-Job $Folder $Kept }
        elseif (Test-Path -LiteralPath (Join-Path $Folder 'cancelled.txt')) { $job.Why = 'it was ended by this program' }
        else {
            $system = Get-CimInstance -ClassName Win32_OperatingSystem -ErrorAction SilentlyContinue
            if ($null -ne $system -and $null -ne $system.LastBootUpTime -and $system.LastBootUpTime.ToUniversalTime() -gt $begun) { $job.Why = 'the server was restarted since the command was started' }
            else { $job.Why = "$gone; $(Get-GuardWords $begun)" }
        }
    } elseif (Test-Path -LiteralPath (Join-Path $Folder 'begun')) {
        # whoever started it was cut off before the process was noted
        $id = Find-StartProcess (Get-Starts $Folder)
        if (Test-Path -LiteralPath $exit) { return Read-Job $Folder $Kept }
        if ($id -ne 0) { $job.State = 'RUNNING'; $job.ProcessId = [math]::Max(0, $id) }
        elseif (Test-Path -LiteralPath (Join-Path $Folder 'cancelled.txt')) { $job.Why = 'it was ended by this program' }
        else { $job.Why = "$gone; $(Get-GuardWords $begun)" }
    } else {
        # a folder of the same name may have inherited its creation time: what was last made in it counts
        $quiet = [int]([datetime]::UtcNow - $item.LastWriteTimeUtc).TotalSeconds
        if ($quiet -lt $sign) { $job.State = 'STARTING'; $job.Why = "it was to be started $quiet s ago and has given no sign of life yet" }
        else { $job.Why = "it has given no sign of life for $quiet s: its first line was never run; $(Get-GuardWords $item.LastWriteTimeUtc)" }
    }
    if (Test-Path -LiteralPath $out) {
        $job.Bytes = (Get-Item -LiteralPath $out).Length
        $text = (@(Get-Content -LiteralPath $out -Tail ([math]::Max(40, $Kept / 40)) -Encoding Oem -ErrorAction SilentlyContinue) -join "`n").Trim()
        if ($text.Length -gt $Kept) { $text = '...' + $text.Substring($text.Length - $Kept) }
        $job.Output = $text
    }
    return $job
}
# </shared: job>

# "CONTROLLER=name;RABBITMQ=name" over the defaults
function Get-Table($Defaults, [string]$Overrides) {
    foreach ($pair in $Overrides.Split(';')) {
        $at = $pair.IndexOf('=')
        if ($at -gt 0) { $Defaults[$pair.Substring(0, $at).Trim()] = $pair.Substring($at + 1).Trim() }
    }
    return $Defaults
}

function Test-Port([int]$Port) {
    $client = New-Object Net.Sockets.TcpClient
    try {
        $connecting = $client.BeginConnect('127.0.0.1', $Port, $null, $null)
        if (-not $connecting.AsyncWaitHandle.WaitOne(1000)) { return $false }
        $client.EndConnect($connecting)
        return $true
    } catch { return $false } finally { $client.Close() }
}

# A service that has long been running may have written much since its start: the first event from there on that says so.
function Find-EventSince([string]$Source, [datetime]$Start, [string]$Message) {
    $filter = @{ LogName = 'Application'; ProviderName = $Source; StartTime = $Start.ToLocalTime() }
    try {
        return Get-WinEvent -FilterHashtable $filter -Oldest -MaxEvents 2000 -ErrorAction Stop | Where-Object { (Get-EventText $_).Contains($Message) } | Select-Object -First 1
    } catch { return $null }
}

# The process that still executes a stopped service's program; null where there is none, or where that can't be told:
# a program outside of the platform's directory (RabbitMQ's) may serve others, too.
function Find-ProcessOf($Service, [string]$Directory) {
    $path = [string](Get-ServiceRow $Service).PathName
    if ($path -match '^\s*"([^"]+)"') { $path = $Matches[1] } elseif ($path -match '(?i)^\s*(.+?\.exe)(\s|$)') { $path = $Matches[1] } else { return $null }
    if (-not $Directory -or -not $path.StartsWith($Directory + '\', [StringComparison]::OrdinalIgnoreCase)) { return $null }
    return Get-Process -Name ($path -replace '^.*\\|(?i)\.exe$', '') -ErrorAction SilentlyContinue | Where-Object { [string]$_.Path -eq $path } | Select-Object -First 1
}

function Read-Service([string]$Key, [string]$Name, [int]$Port, [string]$Directory) {
    $row = [ordered]@{ name = $Key; present = $false; startType = $null; status = $null; processId = $null; startedAt = $null
        initialisedAt = $null; initialisationError = $null; lastEventAt = $null; portOpen = $null; problem = $null }
    try {
        $service = Find-PlatformService $Name
        if ($null -eq $service) { return $row }
        $row.present = $true
        $row.startType = Get-StartType $service
        $row.status = [string]$service.Status
        if ($row.status -eq 'Stopped') {
            $left = Find-ProcessOf $service $Directory
            if ($null -ne $left) {
                $row.status = 'StopPending'
                $row.processId = [int]$left.Id
                $row.problem = "Windows says Stopped, but its process $($left.Id) ($($left.ProcessName)) still runs"
            }
        }
        if ($row.status -ne 'Running') { return $row }
        $id = [int](Get-ServiceRow $service).ProcessId
        $row.processId = $id
        $events = @()
        if ($Key -ne 'RABBITMQ') { $events = @(Get-SourceEvents $service.ServiceName) }
        $source = $service.ServiceName
        if ($events.Count -eq 0 -and $service.DisplayName -ne $service.ServiceName -and $Key -ne 'RABBITMQ') {
            $source = $service.DisplayName
            $events = @(Get-SourceEvents $source)
        }
        $start = Get-ServiceStart $id $events
        $row.startedAt = Format-Time $start
        foreach ($e in $events) {
            if ($null -ne $start -and $e.Time -lt $start.AddSeconds(-2)) { $since = $false } else { $since = $true }
            if ($since -and $null -eq $row.lastEventAt) { $row.lastEventAt = Format-Time $e.Time }
            if ($null -eq $row.initialisedAt -and $e.Text.Contains($InitialisedMessage)) { $row.initialisedAt = Format-Time $e.Time }
            if ($since -and $null -eq $row.initialisationError -and $null -eq $row.initialisedAt -and $e.Text.Contains($InitialisationErrorMessage)) {
                $row.initialisationError = $e.Text.Substring(0, [math]::Min(500, $e.Text.Length)).Trim()
            }
        }
        if ($null -eq $row.initialisedAt -and $null -ne $start -and $events.Count -ge $newest) {
            $found = Find-EventSince $source $start.AddSeconds(-2) $InitialisedMessage
            if ($null -ne $found) {
                $row.initialisedAt = Format-Time $found.TimeCreated
                $row.initialisationError = $null
            }
        }
        if ($Port -gt 0) { $row.portOpen = [bool](Test-Port $Port) }
    } catch {
        $row.present = $null
        $row.problem = [string]$_.Exception.Message
    }
    return $row
}

function Read-Setting($Xml, [string]$Section, [string]$Name) {
    $found = @($Xml.SelectNodes("//*[local-name()='$Section']/*[local-name()='$Name']"))
    if ($found.Count -gt 1) { return @{ Value = $null; Note = "server.hsconf has $Section/$Name $($found.Count) times" } }
    if ($found.Count -eq 0) { return @{ Value = $null; Note = $null } }
    if ($found[0].GetAttribute('encrypted') -eq 'true') { return @{ Value = $null; Note = "$Section/$Name in server.hsconf is encrypted" } }
    $text = ([string]$found[0].InnerText).Trim()
    if (-not $text) { $text = $null }
    return @{ Value = $text; Note = $null }
}

function Get-Hash([string]$Text) {
    $hash = [Security.Cryptography.SHA256]::Create().ComputeHash([Text.Encoding]::UTF8.GetBytes($Text))
    return [BitConverter]::ToString($hash).Replace('-', '').ToLowerInvariant()
}

# The connection settings without a value: of what is in the clear a hash, salted with the settings' key, which stays here;
# of what is encrypted the name. One that is empty is none.
function Read-ConnectionSettings($Xml, [bool]$ByteForByte, [string]$Sections, [string]$Salt) {
    $told = [ordered]@{ hashes = [ordered]@{}; encrypted = @(); problem = $null }
    if (-not $Salt) { $told.problem = 'there is no private.key to salt their hashes with'; return $told }
    $found = 0
    foreach ($section in $Sections.Split(',')) {
        foreach ($element in @($Xml.SelectNodes("//*[local-name()='$section']"))) {
            $found++
            $values = [ordered]@{}
            foreach ($attribute in @($element.Attributes)) { if ($null -ne $attribute) { $values["$section/@$($attribute.LocalName)"] = [string]$attribute.Value } }
            foreach ($setting in @($element.SelectNodes('*'))) {
                $name = "$section/$($setting.LocalName)"
                if ($setting.GetAttribute('encrypted') -eq 'true') { $told.encrypted += $name } else { $values[$name] = [string]$values[$name] + [string]$setting.InnerText }
            }
            foreach ($name in @($values.Keys)) {
                $value = ([string]$values[$name]).Trim()
                # what was taken byte for byte is UTF-8: the same value in a file in UTF-16 has the same hash
                if ($ByteForByte) { $value = [Text.Encoding]::UTF8.GetString([Text.Encoding]::GetEncoding(28591).GetBytes($value)) }
                if ($value) { $told.hashes[$name] = Get-Hash "$Salt`n$name`n$value" }
            }
        }
    }
    if ($found -eq 0) { $told.problem = "server.hsconf has none of $Sections" }
    return $told
}

try {
    $notes = @()
    $answer = [ordered]@{ readAt = (Format-Time ([datetime]::UtcNow)); version = $null; serialNumber = $null; settingsKeyHash = $null; connectionSettings = [ordered]@{ problem = 'server.hsconf was not read' }; installDir = $null; hostName = $null
        controllerAddress = $null; cacheServiceHost = $null; configurationWrittenAt = $null; administrator = $null; eventLogFrom = $null; services = @(); jobs = @(); notes = @() }
    try {
        $identity = New-Object Security.Principal.WindowsPrincipal ([Security.Principal.WindowsIdentity]::GetCurrent())
        $answer.administrator = [bool]$identity.IsInRole([Security.Principal.WindowsBuiltInRole]::Administrator)
    } catch { $notes += "whether this login is an administrator can't be read" }

    # what the machine is called; no name server is asked
    try { $answer.hostName = [Net.Dns]::GetHostName() } catch { $answer.hostName = $null }
    $directory = Find-InstallDir $InstallDir
    $answer.installDir = $directory
    $installer = Get-ItemProperty -LiteralPath 'HKLM:\SOFTWARE\OutSystems\Installer\Server' -ErrorAction SilentlyContinue
    if ($null -ne $installer -and $installer.Server) { $answer.version = ([string]$installer.Server).Trim() }
    $platform = Get-ItemProperty -LiteralPath 'HKLM:\SOFTWARE\OutSystems\Platform Server' -ErrorAction SilentlyContinue
    if ($null -ne $platform -and $platform.SerialNumber) { $answer.serialNumber = ([string]$platform.SerialNumber).Trim() }
    else { $notes += 'the registry has no serial number (HKLM\SOFTWARE\OutSystems\Platform Server, SerialNumber)' }

    if ($null -eq $directory) {
        $notes += 'the platform''s install directory was not found (registry HKLM\SOFTWARE\OutSystems\Installer\Server)'
    } else {
        $versionFile = Join-Path $directory 'version.txt'
        if (-not $answer.version -and (Test-Path -LiteralPath $versionFile)) {
            $text = [IO.File]::ReadAllText($versionFile)
            if ($text -match '\d+(\.\d+)+') { $answer.version = $Matches[0] }
        }
        # a hash of the key that encrypts the settings, never the key; comments in its file are not part of it
        $key = ''
        try {
            $keyFile = Join-Path $directory 'private.key'
            if (Test-Path -LiteralPath $keyFile) {
                $key = (@([IO.File]::ReadAllLines($keyFile)) | ForEach-Object { $_.Trim() } | Where-Object { $_ -and -not $_.StartsWith('--') }) -join ''
                $answer.settingsKeyHash = Get-Hash $key
            }
        } catch { $answer.settingsKeyHash = $null; $key = '' }
        $file = Join-Path $directory 'server.hsconf'
        try {
            if (Test-Path -LiteralPath $file) {
                $answer.configurationWrittenAt = Format-Time ([IO.File]::GetLastWriteTimeUtc($file))
                $read = ConvertFrom-ConfigurationBytes ([IO.File]::ReadAllBytes($file))
                $xml = ConvertTo-ConfigurationXml $read.Text
                $controller = Read-Setting $xml 'ServiceConfiguration' 'CompilerServerHostname'
                $answer.controllerAddress = $controller.Value
                $cache = Read-Setting $xml 'CacheInvalidationConfiguration' 'ServiceHost'
                $answer.cacheServiceHost = $cache.Value
                $answer.connectionSettings = Read-ConnectionSettings $xml ($read.Encoding -isnot [Text.UnicodeEncoding]) $ConnectionSections $key
                foreach ($note in $controller.Note, $cache.Note) { if ($note) { $notes += $note } }
            } else { $notes += "there is no $file" }
        } catch { $notes += "$file can't be read: $($_.Exception.Message)" }
    }
    if (-not $answer.version) { $notes += 'the platform''s version can''t be read' }

    try {
        $oldest = Get-WinEvent -LogName 'Application' -Oldest -MaxEvents 1 -ErrorAction Stop | Select-Object -First 1
        if ($null -ne $oldest) { $answer.eventLogFrom = Format-Time $oldest.TimeCreated }
    } catch { $notes += 'the Application event log is empty or can''t be read' }

    $names = Get-Table ([ordered]@{ LOG = 'OutSystems Log Service'; CONTROLLER = 'OutSystems Deployment Controller Service'; DEPLOYER = 'OutSystems Deployment Service'
            SCHEDULER = 'OutSystems Scheduler Service'; SMS = 'OutSystems SMS Connector Service'; RABBITMQ = 'RabbitMQ' }) $ServiceNames
    $numbers = Get-Table @{ CONTROLLER = '12000'; DEPLOYER = '12001'; SCHEDULER = '12002'; RABBITMQ = '5672' } $Ports
    $answer.services = @(foreach ($key in @($names.Keys)) { Read-Service $key $names[$key] ([int]$numbers[$key]) $directory })
    $folders = @(Get-ChildItem -LiteralPath (Get-JobRoot) -ErrorAction SilentlyContinue | Where-Object { $_.PSIsContainer } | Sort-Object -Property CreationTimeUtc -Descending | Select-Object -First 10)
    $answer.jobs = @(foreach ($folder in $folders) {
            try {
                $job = Read-Job $folder.FullName
                $end = $job.Output.Substring([math]::Max(0, $job.Output.Length - 500))
                [ordered]@{ id = $folder.Name; state = $job.State; exitCode = $job.ExitCode; output = $end }
            } catch { $notes += "the record of the command $($folder.Name) can't be read: $($_.Exception.Message)" }
        })
    $answer.notes = @($notes)
    Send-Answer $answer
} catch { Stop-WithCause $_ }
