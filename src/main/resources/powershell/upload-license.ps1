# upload-license.ps1: installs a licence file by the platform's Configuration Tool; the file is on the server only meanwhile
param([string]$JobId, [string]$File, [string]$User, [string]$Password, [int]$TimeoutSeconds = 120, [string]$InstallDir = '')

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

# As a program's argument: the rules of CommandLineToArgvW.
function Format-Argument([string]$Value) {
    return '"' + [regex]::Replace([regex]::Replace($Value, '(\\*)"', '$1$1\"'), '(\\+)$', '$1$1') + '"'
}

$base = Join-Path ([IO.Path]::GetTempPath()) "$JobId-license"
try {
    $directory = Find-InstallDir $InstallDir
    if ($null -eq $directory) { Stop-With 'PLATFORM_NOT_AS_EXPECTED' 'the platform''s install directory was not found (registry HKLM\SOFTWARE\OutSystems\Installer\Server)' }
    $tool = Join-Path $directory 'ConfigurationTool.com'
    if (-not (Test-Path -LiteralPath $tool)) { Stop-With 'PLATFORM_NOT_AS_EXPECTED' "there is no $tool" }
    # the login's own temporary folder: other users can't read it
    [IO.File]::WriteAllBytes("$base.lic", [Convert]::FromBase64String($File))
    # started without cmd.exe: no character of the password means anything to anybody
    $arguments = '/UploadLicense ' + ((@("$base.lic", $User, $Password) | ForEach-Object { Format-Argument $_ }) -join ' ')
    $process = Start-Process -FilePath $tool -ArgumentList $arguments -WorkingDirectory $directory -NoNewWindow -PassThru -RedirectStandardOutput "$base.out" -RedirectStandardError "$base.err"
    # without it the exit code is forgotten
    $null = $process.Handle
    if (-not $process.WaitForExit($TimeoutSeconds * 1000)) {
        $process.Kill()
        Stop-With 'OUTCOME_UNKNOWN' "ConfigurationTool.com /UploadLicense did not end within $TimeoutSeconds s and was ended"
    }
    $all = ((@("$base.out", "$base.err") | ForEach-Object { @(Get-Content -LiteralPath $_ -Encoding Oem -ErrorAction SilentlyContinue) }) -join "`n").Trim()
    if ($all.Length -gt 4000) { $all = '...' + $all.Substring($all.Length - 4000) }
    Send-Answer ([ordered]@{ exitCode = [int]$process.ExitCode; output = $all })
} catch { Stop-WithCause $_ } finally {
    foreach ($left in "$base.lic", "$base.out", "$base.err") { Remove-Item -LiteralPath $left -Force -ErrorAction SilentlyContinue }
}
