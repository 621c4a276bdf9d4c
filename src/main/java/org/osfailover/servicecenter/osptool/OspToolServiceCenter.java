package org.osfailover.servicecenter.osptool;

import java.util.List;
import org.osfailover.farm.Outcome;
import org.osfailover.servicecenter.ServiceCenter;

/** A Service Center in whose environment OSPTool publishes; everything else is the web services' business. */
record OspToolServiceCenter(ServiceCenter serviceCenter, OspTool tool) implements ServiceCenter {

    @Override
    public String url() {
        return serviceCenter.url();
    }

    @Override
    public Health ping() {
        return serviceCenter.ping();
    }

    @Override
    public Health readComponents() {
        return serviceCenter.readComponents();
    }

    @Override
    public LoginCheck testLogin() {
        return serviceCenter.testLogin();
    }

    @Override
    public PlatformInfo readPlatformInfo() {
        return serviceCenter.readPlatformInfo();
    }

    @Override
    public LicenseReading readLicense() {
        return serviceCenter.readLicense();
    }

    @Override
    public Outcome installLicense(byte[] file) {
        return serviceCenter.installLicense(file);
    }

    @Override
    public boolean publishesSolutions() {
        return false;
    }

    @Override
    public SolutionLookup findSolution(String name) {
        return serviceCenter.findSolution(name);
    }

    @Override
    public Outcome createAllSolution(String name) {
        return serviceCenter.createAllSolution(name);
    }

    /** Of everything, whatever the name. */
    @Override
    public PublicationStart publishRunningVersion(String name) {
        return tool.start();
    }

    /** A job is found again by itself. */
    @Override
    public boolean isPublicationStart(String recordedCommand) {
        return false;
    }

    @Override
    public PublicationReading readPublication(int publicationId, int lastSeenId) {
        return tool.read(publicationId, lastSeenId);
    }

    @Override
    public List<String> readComplaints(int publicationId) {
        return tool.complaints(publicationId);
    }
}
