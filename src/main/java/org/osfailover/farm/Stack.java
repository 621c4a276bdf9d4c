package org.osfailover.farm;

/** The technology an environment's servers run on. */
public enum Stack {
    /** Windows servers, OutSystems 11 (and older). */
    DOTNET,
    /** Linux servers, OutSystems 10 and older. */
    JAVA
}
