package org.osfailover.servicecenter;

import java.util.List;
import org.osfailover.farm.Outcome;

/** An environment's Service Center. Nothing here throws for what it answers or doesn't: it is in the result. */
public interface ServiceCenter {

    /** The address that is called, for messages. */
    String url();

    /** Whether the web server here serves the platform's applications ({@code _ping.html}, {@code _ping.jsf}). */
    Health ping();

    /** Whether the parts that Service Center rests on are well here (Server.API and Server.Identity; O11 alone). */
    Health readComponents();

    /** Whether Service Center takes the configured login ({@code TestLogin}). */
    LoginCheck testLogin();

    /** Version and serial number ({@code GetPlatformInfo}, needs no login). */
    PlatformInfo readPlatformInfo();

    /** Whether the installed licence is good for the present serial number. */
    LicenseReading readLicense();

    /** Uploads a licence file ({@code SetLicense}). A file that the platform refuses is LICENSE_REJECTED with its words. */
    Outcome installLicense(byte[] file);

    /** Whether what is published is a solution; where it isn't, everything is published without one (OSPTool). */
    boolean publishesSolutions();

    /** Looks for a solution by name ({@code GetSolutionIdByName}). */
    SolutionLookup findSolution(String name);

    /** Creates a solution with every module ({@code CreateAllSolution}). Changed, or Refused/Unknown. */
    Outcome createAllSolution(String name);

    /**
     * Starts the publication of the solution's running version ({@code PublishRunningVersion} or {@code PublishRunning});
     * where {@link #publishesSolutions} is false, of everything: it is found again, not started twice.
     */
    PublicationStart publishRunningVersion(String name);

    /**
     * Whether a recorded command may have started a publication that can't be found again by itself: then only a person can
     * tell whether it runs.
     */
    boolean isPublicationStart(String recordedCommand);

    /** What the publication has said since {@code lastSeenId} ({@code GetMessages}). */
    PublicationReading readPublication(int publicationId, int lastSeenId);

    /**
     * The warnings and errors of the whole publication so far, in their order, each with its kind in front; empty where
     * there are none, and where they can't be read.
     */
    default List<String> readComplaints(int publicationId) {
        return List.of();
    }

    /** Whether something answers as it does when it is well. */
    sealed interface Health {
        /** For people. */
        String sentence();

        record Well(String sentence) implements Health {}

        record NotWell(String sentence) implements Health {}

        /** It can't be told from here. */
        record Unknown(String sentence) implements Health {}
    }

    sealed interface LoginCheck {
        /** For people. */
        String sentence();

        record Accepted(String sentence) implements LoginCheck {}

        record Refused(String sentence) implements LoginCheck {}

        record Unknown(String sentence) implements LoginCheck {}
    }

    sealed interface PlatformInfo {
        record Answered(String version, String serialNumber) implements PlatformInfo {}

        record Unavailable(String reason) implements PlatformInfo {}
    }

    sealed interface LicenseReading {
        /** For people. */
        String sentence();

        record Valid(String serialNumber, String sentence) implements LicenseReading {}

        record Invalid(String serialNumber, String sentence) implements LicenseReading {}

        /** It can't be read: go on as if a licence were needed, and say so. */
        record Unknown(String sentence) implements LicenseReading {}
    }

    sealed interface SolutionLookup {
        record Found(int id) implements SolutionLookup {}

        record NotFound() implements SolutionLookup {}

        /** @param mayPass whether what was in the way (a restart) may pass by itself */
        record Unknown(String reason, boolean mayPass) implements SolutionLookup {}
    }

    sealed interface PublicationStart {
        record Started(int publicationId) implements PublicationStart {}

        record Rehearsed() implements PublicationStart {}

        record Refused(String reason) implements PublicationStart {}

        /** Nothing was started, and what was in the way (a restart) may pass by itself. */
        record NotYet(String reason) implements PublicationStart {}

        /** Whether it was started is not known: never start it again blindly. */
        record Unknown(String reason) implements PublicationStart {}
    }

    /**
     * What a publication says.
     *
     * @param lastMessageId for the next call
     * @param warnings at its end those of the whole publication, before that those that are new; errors likewise
     * @param sentence what is going on, for people: the newest message, or why it can't be read
     */
    record PublicationReading(PublicationState state, int lastMessageId, int warnings, int errors, String sentence) {}

    enum PublicationState {
        RUNNING,
        SUCCEEDED,
        SUCCEEDED_WITH_WARNINGS,
        FAILED,
        /** It can't be read at the moment. */
        UNKNOWN
    }
}
