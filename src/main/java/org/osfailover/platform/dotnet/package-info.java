/**
 * The .NET stack (Windows): PowerShell scripts from {@code src/main/resources/powershell} and the parsers of their answers.
 */
@NullMarked
package org.osfailover.platform.dotnet;

import org.jspecify.annotations.NullMarked;
