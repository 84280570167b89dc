"""The pages in a real browser and by every link, on the suite in which both classes were played."""
