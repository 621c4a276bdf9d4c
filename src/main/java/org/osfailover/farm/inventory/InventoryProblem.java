package org.osfailover.farm.inventory;

/**
 * Something that is wrong with the inventory.
 *
 * @param path where in the structure: {@code environments[0].servers[1].ssh.port}; empty for the file as a whole
 * @param line counted from 1; 0 where there is no line (the file is missing)
 * @param column counted from 1; 0 where there is none
 * @param problem what is wrong
 * @param remedy what to do
 */
public record InventoryProblem(String path, int line, int column, String problem, String remedy) {

    /** "line 12, column 9: environments[0].servers[1].ssh.port: … — …", as one line. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        if (line > 0) {
            text.append("line ").append(line).append(", column ").append(column).append(": ");
        }
        if (!path.isEmpty()) {
            text.append(path).append(": ");
        }
        return text.append(problem).append(". ").append(remedy).append('.').toString();
    }
}
