# publish-factory.ps1: starts OSPTool, which publishes every module, as a job
param([string]$JobId, [string]$Switch, [string]$HostName, [string]$User, [string]$Password, [string]$Tool = '')

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
        if ($e -is [UnauthorizedAccessException] -or $e -is [Security.SecurityException]) { $code = 'PRIVILEGE_MISSING' }
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

# <shared: job>
# A long command runs outside the SSH session, whose end would end it, in a folder of its own; it is found again by its id.
# The folder is where only administrators can write: what lies in it is run.
function Get-JobRoot { return (Join-Path $env:ProgramFiles 'OutSystems failover\jobs') }

function Read-Job([string]$Folder, [int]$Kept = 4000) {
    $job = @{ State = 'LOST'; ExitCode = $null; Output = ''; Why = 'the command is gone and left no exit code'; Elapsed = 0; Bytes = 0; ProcessId = 0 }
    if (-not (Test-Path -LiteralPath $Folder)) { $job.State = 'ABSENT'; $job.Why = ''; return $job }
    $begun = (Get-Item -LiteralPath $Folder).CreationTimeUtc
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
        }
    } elseif ($begun -gt [datetime]::UtcNow.AddMinutes(-1)) { $job.State = 'RUNNING' }
    else { $job.Why = 'it was about to be started, and never began' }
    if ($job.State -eq 'RUNNING' -or $job.State -eq 'ENDED') { $job.Why = '' }
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
# Starts the line as a job, or finds the one of the same id: of two sessions that start it at a time one does. Answers whether it was started.
function Open-Job([string]$JobId, [string]$Line, [string]$Directory) {
    $root = Get-JobRoot
    $folder = Join-Path $root $JobId
    if (-not (Test-Path -LiteralPath $root)) {
        $null = New-Item -ItemType Directory -Path $root -Force
        # for administrators and the system alone
        if ($null -ne (Get-Command -Name icacls.exe -ErrorAction SilentlyContinue)) { $null = & icacls.exe $root /inheritance:r /grant:r '*S-1-5-32-544:(OI)(CI)F' '*S-1-5-18:(OI)(CI)F' /q }
    }
    # those that are over and that nobody took over, after a week; never a running one
    foreach ($old in @(Get-ChildItem -LiteralPath $root | Where-Object { $_.PSIsContainer -and $_.Name -ne $JobId -and $_.LastWriteTimeUtc -lt [datetime]::UtcNow.AddDays(-7) })) {
        if ((Read-Job $old.FullName).State -ne 'RUNNING') { Remove-Item -LiteralPath $old.FullName -Recurse -Force -ErrorAction SilentlyContinue }
    }
    try { $null = New-Item -ItemType Directory -Path $folder } catch {
        # another session was faster, or an earlier one
        if (Test-Path -LiteralPath $folder) { return $false }
        throw
    }
    $run = Join-Path $folder 'run.cmd'
    $text = '@echo off', "$Line >`"%~dp0output.txt`" 2>&1 <NUL", 'echo %ERRORLEVEL% >"%~dp0exit.part"', 'move /y "%~dp0exit.part" "%~dp0exit.txt" >NUL'
    Set-Content -LiteralPath $run -Value $text -Encoding Ascii
    $id = 0
    $why = ''
    try {
        $started = Invoke-CimMethod -ClassName Win32_Process -MethodName Create -Arguments @{ CommandLine = "cmd.exe /d /c `"$run`""; CurrentDirectory = $Directory }
        if ($started.ReturnValue -eq 0) { $id = [int]$started.ProcessId } else { $why = "Win32_Process.Create answered $($started.ReturnValue)" }
    } catch { $why = [string]$_.Exception.Message }
    if ($id -eq 0) {
        Remove-Item -LiteralPath $folder -Recurse -Force
        Stop-With 'PRIVILEGE_MISSING' "Windows starts no process apart from this session ($why); nothing was started. The login must be an administrator, and the service Winmgmt must run"
    }
    Set-Content -LiteralPath (Join-Path $folder 'pid.txt') -Value ([string]$id) -Encoding Ascii
    # a short command has ended before anybody looks
    for ($n = 0; $n -lt 20 -and -not (Test-Path -LiteralPath (Join-Path $folder 'exit.txt')); $n++) { Start-Sleep -Milliseconds 100 }
    return $true
}
# </shared: start>

# As a program's argument: the rules of CommandLineToArgvW.
function Format-Argument([string]$Value) {
    return '"' + [regex]::Replace([regex]::Replace($Value, '(\\*)"', '$1$1\"'), '(\\+)$', '$1$1') + '"'
}

# It comes with the development tools, in a folder of the platform's major version: 11.0 for early builds of 11, else 11.
function Find-OspTool([string]$Given) {
    if ($Given) { return $Given }
    $base = Join-Path $env:CommonProgramFiles 'OutSystems'
    $installer = Get-ItemProperty -LiteralPath 'HKLM:\SOFTWARE\OutSystems\Installer\Server' -ErrorAction SilentlyContinue
    $folders = @()
    if ($null -ne $installer -and [string]$installer.Server -match '^\s*(\d+)\.(\d+)') {
        if ($Matches[2] -eq '0') { $folders += "$($Matches[1]).0", $Matches[1] } else { $folders += $Matches[1], "$($Matches[1]).0" }
    }
    foreach ($folder in $folders) {
        $candidate = Join-Path (Join-Path $base $folder) 'OSPTool.com'
        if (Test-Path -LiteralPath $candidate) { return $candidate }
    }
    Stop-With 'PLATFORM_NOT_AS_EXPECTED' "there is no OSPTool.com in $base\$($folders -join ', '): it comes with the development tools (Service Studio, Integration Studio), which every server that can be the Controller needs"
}

$started = $false
try {
    $program = Find-OspTool $Tool
    if (-not (Test-Path -LiteralPath $program)) { Stop-With 'PLATFORM_NOT_AS_EXPECTED' "there is no $program" }
    $root = Get-JobRoot
    if (-not (Test-Path -LiteralPath (Join-Path $root $JobId))) {
        $arguments = (@($Switch) + @(@($HostName, $User, $Password) | ForEach-Object { Format-Argument $_ })) -join ' '
        if ($arguments.Length -gt 1000 -or $arguments -match '[\r\n]') { Stop-With 'COMMAND_FAILED' 'user name or password is too long for OSPTool, or has line breaks' }
        if (-not (Test-Path -LiteralPath $root)) {
            $null = New-Item -ItemType Directory -Path $root -Force
            # for administrators and the system alone
            if ($null -ne (Get-Command -Name icacls.exe -ErrorAction SilentlyContinue)) { $null = & icacls.exe $root /inheritance:r /grant:r '*S-1-5-32-544:(OI)(CI)F' '*S-1-5-18:(OI)(CI)F' /q }
        }
        # the login is read from a file and the file is removed before the tool starts; read so, no character of it means anything to cmd.exe
        $wrapper = Join-Path $root "$JobId.cmd"
        Set-Content -LiteralPath (Join-Path $root "$JobId.login") -Value $arguments -Encoding Oem
        Set-Content -LiteralPath $wrapper -Value @('@echo off', 'setlocal EnableExtensions EnableDelayedExpansion', 'set "TOOL_ARGUMENTS="', "set /p `"TOOL_ARGUMENTS=`" <`"%~dp0$JobId.login`"", "del /f /q `"%~dp0$JobId.login`"", "`"$program`" !TOOL_ARGUMENTS!", 'exit /b !ERRORLEVEL!') -Encoding Oem
        $started = Open-Job $JobId "call `"$wrapper`"" (Split-Path -Parent $program)
    }
    Send-Job $JobId (Read-Job (Join-Path $root $JobId)) $started
} catch { Stop-WithCause $_ } finally {
    # where nothing was started, nothing removes it
    if (-not $started) { Remove-Item -LiteralPath (Join-Path (Get-JobRoot) "$JobId.login") -Force -ErrorAction SilentlyContinue }
}
