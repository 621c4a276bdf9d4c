# apply-configuration.ps1: runs the Configuration Tool over the written configuration as a job; then (restart-services) restarts every enabled OutSystems service that it did not restart
param([string]$Method, [string]$JobId = 'apply-configuration', [int]$TimeoutSeconds = 180, [string]$Arguments = '', [string]$InstallDir = '', [string]$ServiceNames = '', [string]$Way = 'auto')

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

# <shared: report>
function Send-Job([string]$JobId, $Job, [bool]$Started) {
    Send-Answer ([ordered]@{ started = $Started; job = [ordered]@{ id = $JobId; state = $Job.State; exitCode = $Job.ExitCode; why = $Job.Why; elapsed = $Job.Elapsed; bytes = $Job.Bytes; output = $Job.Output } })
}
# </shared: report>

# <shared: start>
# By WMI: the process is the service's, not this session's. Answers why not, and the process.
function Start-ByProcess([string]$Run, [string]$Directory) {
    try {
        $started = Invoke-CimMethod -ClassName Win32_Process -MethodName Create -Arguments @{ CommandLine = "cmd.exe /d /c `"$Run`""; CurrentDirectory = $Directory } -ErrorAction Stop
        if ($started.ReturnValue -eq 0 -and $started.ProcessId) { return @{ Why = ''; Id = [int]$started.ProcessId } }
        return @{ Why = "Win32_Process.Create answered $($started.ReturnValue)"; Id = 0 }
    } catch { return @{ Why = [string]$_.Exception.Message; Id = 0 } }
}

# By the task scheduler, as SYSTEM (S-1-5-18 in every language). Where policy forbids the cmdlets, which are a script module, by schtasks.exe.
function Start-ByTask([string]$Run, [string]$Directory, [string]$Task) {
    try {
        $action = New-ScheduledTaskAction -Execute 'cmd.exe' -Argument "/d /c `"$Run`"" -WorkingDirectory $Directory
        $principal = New-ScheduledTaskPrincipal -UserId 'S-1-5-18' -LogonType ServiceAccount -RunLevel Highest
        $settings = New-ScheduledTaskSettingsSet -AllowStartIfOnBatteries -DontStopIfGoingOnBatteries -ExecutionTimeLimit ([timespan]::Zero) -Priority 5
        $null = Register-ScheduledTask -TaskName $Task -Action $action -Principal $principal -Settings $settings -ErrorAction Stop
        Start-ScheduledTask -TaskName $Task -ErrorAction Stop
        return @{ Why = ''; Id = 0 }
    } catch { $why = [string]$_.Exception.Message }
    try {
        $null = & schtasks.exe /create /tn $Task /tr "\`"$Run\`"" /sc ONCE /st 00:00 /ru SYSTEM /rl HIGHEST /f
        if ($LASTEXITCODE -eq 0) { $null = & schtasks.exe /run /tn $Task }
        if ($LASTEXITCODE -eq 0) { return @{ Why = ''; Id = 0 } }
        return @{ Why = "$why; schtasks.exe ended with exit code $LASTEXITCODE"; Id = 0 }
    } catch { return @{ Why = "$why; $($_.Exception.Message)"; Id = 0 } }
}

# A task is for one start; its end does not end what it started.
function Remove-Task([string]$Task) {
    try { Unregister-ScheduledTask -TaskName $Task -Confirm:$false -ErrorAction Stop } catch { try { $null = & schtasks.exe /delete /tn $Task /f } catch { $null = $_ } }
}

# Runs the line in the folder, apart from this session: by the first way that Windows allows. What was not seen to begin is taken back, so that it
# runs once at most. Answers the way (null: nothing runs), the process, and why the ways before it did not do.
function Start-Apart([string]$Folder, [string]$Line, [string]$Directory, [string]$Way) {
    $ways = @(@('process', 'scheduled-task') | Where-Object { $Way -eq 'auto' -or -not $Way -or $_ -eq $Way })
    if ($ways.Count -eq 0) { Stop-With 'COMMAND_FAILED' "unknown way to start a job '$Way': auto, process or scheduled-task" }
    $until = [datetime]::UtcNow.AddSeconds($sign)
    $whys = @()
    foreach ($each in $ways) {
        $since = [datetime]::UtcNow.AddSeconds(-1)
        $number = [guid]::NewGuid().ToString('N').Substring(0, 12)
        $task = "OutSystems failover $(Split-Path -Leaf $Folder) $number"
        $run = Join-Path $Folder ('run-{0}.cmd' -f $number)
        $text = '@echo off', "mkdir `"%~dp0claim-$number`" 2>NUL || exit /b 9", "cd /d `"$Directory`"", 'mkdir "%~dp0begun" 2>NUL',
        "$Line >`"%~dp0output.txt`" 2>&1 <NUL", 'echo %ERRORLEVEL% >"%~dp0exit.part"', 'move /y "%~dp0exit.part" "%~dp0exit.txt" >NUL'
        Set-Content -LiteralPath $run -Value $text -Encoding Oem
        if ($each -eq 'process') { $started = Start-ByProcess $run $Directory } else { $started = Start-ByTask $run $Directory $task }
        $why = $started.Why
        if (-not $why) {
            # what is left of the time is shared by the ways; a process that was ended need not be waited for
            $last = $until
            if ($each -ne $ways[-1]) { $last = [datetime]::UtcNow.AddSeconds($sign / 2) }
            $ended = 0
            while (-not (Test-Path -LiteralPath (Join-Path $Folder 'begun')) -and [datetime]::UtcNow -lt $last -and $ended -lt 10) {
                Start-Sleep -Milliseconds 200
                if ($started.Id -gt 0 -and $null -eq (Get-Process -Id $started.Id -ErrorAction SilentlyContinue)) { $ended++ }
            }
            $why = 'it was started, and gave no sign of life'
            if ($ended -gt 0) { $why = "process $($started.Id) was started and ended at once, before its first line was run" }
        }
        $begun = (Test-Path -LiteralPath (Join-Path $Folder 'begun')) -or -not (Revoke-Start $Folder $number)
        $id = $started.Id
        if ($begun -and $id -eq 0) { $id = [math]::Max(0, (Find-StartProcess @($number))) }
        if ($each -eq 'scheduled-task') { Remove-Task $task }
        if ($begun) { return @{ Way = $each; ProcessId = $id; Whys = $whys } }
        $whys += "by ${each}: $why; $(Get-GuardWords $since)"
    }
    return @{ Way = $null; ProcessId = 0; Whys = $whys }
}

# Starts the line as a job, or finds the one of the same id: of two sessions that start it at a time one does. Answers whether it was started.
function Open-Job([string]$JobId, [string]$Line, [string]$Directory, [string]$Way = 'auto') {
    $root = Get-JobRoot
    $folder = Join-Path $root $JobId
    if (-not (Test-Path -LiteralPath $root)) {
        $null = New-Item -ItemType Directory -Path $root -Force
        # for administrators and the system alone
        if ($null -ne (Get-Command -Name icacls.exe -ErrorAction SilentlyContinue)) { $null = & icacls.exe $root /inheritance:r /grant:r '*S-1-5-32-544:(OI)(CI)F' '*S-1-5-18:(OI)(CI)F' /q }
    }
    # those that are over and that nobody took over, after a week; never a running one
    foreach ($old in @(Get-ChildItem -LiteralPath $root | Where-Object { $_.PSIsContainer -and $_.Name -ne $JobId -and $_.LastWriteTimeUtc -lt [datetime]::UtcNow.AddDays(-7) })) {
        if (@('ENDED', 'LOST') -contains (Read-Job $old.FullName).State) { Remove-Item -LiteralPath $old.FullName -Recurse -Force -ErrorAction SilentlyContinue }
    }
    try { $null = New-Item -ItemType Directory -Path $folder } catch {
        # another session was faster, or an earlier one
        if (Test-Path -LiteralPath $folder) { return $false }
        throw
    }
    $apart = Start-Apart $folder $Line $Directory $Way
    if ($null -eq $apart.Way) {
        Remove-Item -LiteralPath $folder -Recurse -Force
        Stop-With 'COMMAND_FAILED' "Windows runs no process apart from this session, and nothing was done ($($apart.Whys -join ' // ')). Allow it (the login must be an administrator, the service Winmgmt must run, antivirus and rules must let it be), or choose another way by the override dotnet.jobs"
    }
    if ($apart.ProcessId -gt 0) { Set-Content -LiteralPath (Join-Path $folder 'pid.txt') -Value ([string]$apart.ProcessId) -Encoding Ascii }
    # a short command has ended before anybody looks
    for ($n = 0; $n -lt 20 -and -not (Test-Path -LiteralPath (Join-Path $folder 'exit.txt')); $n++) { Start-Sleep -Milliseconds 100 }
    return $true
}
# </shared: start>

# Those that are to run: automatic ones, and manual ones that run (or ran before the tool). A manual service that was
# stopped stays so: on a passive server, starting it would make the server an active one.
function Read-Enabled([string[]]$Names, $RanBefore) {
    foreach ($name in $Names) {
        $service = Find-PlatformService $name
        if ($null -eq $service) { continue }
        $startType = Get-StartType $service
        if ($startType -eq 'Disabled') { continue }
        if ($startType -eq 'Manual' -and [string]$service.Status -eq 'Stopped' -and -not $RanBefore.ContainsKey($service.ServiceName)) { continue }
        $id = [int](Get-ServiceRow $service).ProcessId
        @{ Name = $service.ServiceName; Service = $service; Running = ([string]$service.Status -eq 'Running'); ProcessId = $id
            Start = (Get-ServiceStart $id @(Get-SourceEvents $service.ServiceName)) }
    }
}

try {
    $order = 'OutSystems Log Service', 'OutSystems Deployment Controller Service', 'OutSystems Deployment Service', 'OutSystems Scheduler Service', 'OutSystems SMS Connector Service'
    if ($ServiceNames) { $order = $ServiceNames.Split(';') }
    $directory = Find-InstallDir $InstallDir
    if ($null -eq $directory) { Stop-With 'PLATFORM_NOT_AS_EXPECTED' 'the platform''s install directory was not found (registry HKLM\SOFTWARE\OutSystems\Installer\Server)' }
    $file = Join-Path $directory 'server.hsconf'
    if (-not (Test-Path -LiteralPath $file)) { Stop-With 'PLATFORM_NOT_AS_EXPECTED' "there is no $file" }
    $before = @{}
    foreach ($s in @(Read-Enabled $order @{})) { if ($s.Running) { $before[$s.Name] = $s.ProcessId } }

    # what ran before the tool: kept beside its job, for the restart that comes after it
    $ranBefore = Join-Path (Get-JobRoot) "$JobId.before.txt"
    if ($Method -ne 'restart-services') {
        if (-not $Arguments) {
            switch ($Method) {
                'upgrade-install' { $Arguments = '/UpgradeInstall' }
                'apply-settings-factory' { $Arguments = '/ApplySettingsFactory' }
                default { Stop-With 'COMMAND_FAILED' "unknown method '$Method'" }
            }
        }
        if ($Arguments -match 'RegenerateSettingsKey|RebuildSession|InstallServiceCenter|SCInstall') { Stop-With 'COMMAND_FAILED' "'$Arguments' is never run here" }
        if (-not (Test-Path -LiteralPath (Join-Path $directory 'ConfigurationTool.com'))) { Stop-With 'PLATFORM_NOT_AS_EXPECTED' "there is no ConfigurationTool.com in $directory" }
        $started = Open-Job $JobId "ConfigurationTool.com $Arguments" $directory $Way
        if ($started) { Set-Content -LiteralPath $ranBefore -Value @($before.Keys | ForEach-Object { "$($before[$_])=$_" }) -Encoding Ascii }
        Send-Job $JobId (Read-Job (Join-Path (Get-JobRoot) $JobId)) $started
        exit 0
    }
    if (Test-Path -LiteralPath $ranBefore) {
        $before = @{}
        foreach ($line in @(Get-Content -LiteralPath $ranBefore)) {
            $part = $line.Split('=', 2)
            if ($part.Count -eq 2) { $before[$part[1]] = [int]$part[0] }
        }
    }

    # one that runs, and was started since the configuration was last written (the tool writes it, too), has read it
    $written = [IO.File]::GetLastWriteTimeUtc($file)
    $due = @()
    $byTool = @()
    foreach ($s in @(Read-Enabled $order $before)) {
        $fresh = $s.Running -and $null -ne $s.Start -and $s.Start -gt $written
        $another = $s.Running -and $before[$s.Name] -ne $s.ProcessId
        if (-not $fresh -and -not ($another -and $null -eq $s.Start)) { $due += $s }
        elseif ($another) { $byTool += $s.Name }
    }
    $until = { [datetime]::UtcNow.AddSeconds($TimeoutSeconds) }
    $dependents = @()
    foreach ($s in $due) { $dependents += @(Stop-PlatformService $s.Service (& $until)) }
    $restarted = @()
    foreach ($s in $due) {
        Start-PlatformService (Get-NamedService $s.Name) (& $until)
        $restarted += $s.Name
    }
    foreach ($name in @($dependents | Where-Object { $restarted -notcontains $_ } | Select-Object -Unique)) {
        $other = Get-NamedService $name
        if ((Get-StartType $other) -ne 'Disabled') { Start-PlatformService $other (& $until) }
    }
    Remove-Item -LiteralPath $ranBefore -ErrorAction SilentlyContinue
    Send-Answer ([ordered]@{ restarted = @($restarted); restartedByTool = @($byTool) })
} catch { Stop-WithCause $_ }
