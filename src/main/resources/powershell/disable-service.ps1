# disable-service.ps1: keeps a service from starting; does not stop it
param([string]$Service, [int]$TimeoutSeconds = 120)

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

try {
    $found = Find-PlatformService $Service
    if ($null -eq $found) {
        Send-Answer ([ordered]@{ present = $false; changed = $false; startType = $null })
        return
    }
    $before = Get-StartType $found
    if ($before -ne 'Disabled') { Set-Service -InputObject $found -StartupType Disabled }
    $until = [datetime]::UtcNow.AddSeconds([math]::Min($TimeoutSeconds, 10))
    do {
        $after = Get-StartType (Get-NamedService $found.ServiceName)
        if ($after -eq 'Disabled') { break }
        Start-Sleep -Milliseconds 200
    } while ([datetime]::UtcNow -lt $until)
    if ($after -ne 'Disabled') { Stop-With 'NOT_IN_WANTED_STATE' "'$Service' was set to Disabled, but its start type is $after" }
    Send-Answer ([ordered]@{ present = $true; changed = ($before -ne 'Disabled'); before = $before; startType = $after })
} catch { Stop-WithCause $_ }
